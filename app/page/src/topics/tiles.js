import { element } from "../element.js";

const SIDE = 5;

/** The grid of 25 tiles, and the places where a window of 3 x 3 fits: nine, or more with padding around. */
export function tiles() {
  const grid = element("div", { className: "tiles" });
  const words = element("p", { className: "figure-words", role: "status" });
  const select = element(
    "select",
    { aria: { label: "Padding" }, onchange: () => draw() },
    ...[["0", "valid: no padding"], ["1", "same: one cell on each side"], ["2", "full: two cells on each side"]].map(([value, text]) => element("option", { value }, text)),
  );
  let at = 0;

  function draw() {
    const padding = Number(select.value);
    const all = SIDE + 2 * padding;
    const places = all - 2;
    at %= places * places;
    const [top, left] = [Math.floor(at / places), at % places];
    grid.style.gridTemplateColumns = `repeat(${all}, 1fr)`;
    grid.replaceChildren();
    let centres = 0;
    for (let row = 0; row < all; row++) {
      for (let column = 0; column < all; column++) {
        const outside = row < padding || column < padding || row >= SIDE + padding || column >= SIDE + padding;
        const centre = row >= 1 && column >= 1 && row <= places && column <= places;
        const inside = row >= top && row < top + 3 && column >= left && column < left + 3;
        if (centre) centres++;
        const classes = ["tile", outside ? "outside" : "", centre ? "centre" : "", inside ? "inside" : ""];
        grid.append(element("span", { className: classes.filter(Boolean).join(" ") }));
      }
    }
    words.textContent = `${SIDE} \u00d7 ${SIDE} tiles and a window of 3 \u00d7 3: its centre fits on ${centres} tiles, so that ${places} \u00d7 ${places} numbers come out.`;
  }

  const move = (/** @type {number} */ by) => () => {
    const places = SIDE + 2 * Number(select.value) - 2;
    at = (at + by + places * places) % (places * places);
    draw();
  };
  draw();
  return element(
    "div",
    { className: "live" },
    element("div", { className: "tools" }, select, element("button", { type: "button", onclick: move(-1) }, "Back"), element("button", { type: "button", onclick: move(1) }, "Step")),
    grid,
    words,
  );
}
