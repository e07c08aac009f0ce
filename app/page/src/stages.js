import { element } from "./element.js";
import { short } from "./number.js";

/** @typedef {{image: string, record: Record<string, any>, stages: {name: string, image: string}[]}} Normalised */
/** @typedef {{width: number, height: number}} Size */

const TITLES = /** @type {Record<string, string>} */ ({
  original: "As it came",
  ink: "The ink",
  box: "Its box",
  "20x20": "20 \u00d7 20",
  "28x28": "28 \u00d7 28",
});

/**
 * What each stage found, in its own numbers.
 * @type {Record<string, (record: Record<string, any>, size: Size) => string>}
 */
const FACTS = {
  original: ({ inverted }, { width, height }) =>
    `${width} \u00d7 ${height} pixels; ${inverted ? "dark ink on light, so light and dark are exchanged" : "light ink on dark"}`,
  ink: ({ threshold, contrast, groups }) =>
    `what is above ${short(threshold)} of 255; contrast ${short(contrast)}; ${groups} ${groups === 1 ? "part" : "parts"}`,
  box: ({ box, stroke_ratio: ratio }) =>
    `x ${box[0]}, y ${box[1]}, ${box[2]} \u00d7 ${box[3]}; the stroke is ${short(ratio * 100, 2)} % of its length wide`,
  "20x20": ({ scale }) => `shrunk to ${short(scale * 100)} %, by the mean of what each pixel covers`,
  "28x28": ({ shift: [down, right] }) => `the centre of mass in the middle: moved ${moved(down, "down", "up")}, ${moved(right, "right", "left")}`,
};

/**
 * @param {number} by pixels
 * @param {string} onward
 * @param {string} back
 */
function moved(by, onward, back) {
  return `${Math.abs(by)} ${by < 0 ? back : onward}`;
}

/**
 * @param {HTMLElement} place
 * @param {Normalised | null} normalised
 * @param {Size} size of the picture
 */
export function showStages(place, normalised, size) {
  place.classList.toggle("empty", !normalised);
  if (!normalised) return;
  place.replaceChildren(
    ...normalised.stages.map(({ name, image }) => {
      const title = TITLES[name] ?? name.replace("x", " \u00d7 ");
      const facts = FACTS[name]?.(normalised.record, size) ?? "the size that this network takes";
      const picture = element("img", { src: image, alt: `${title}: the picture at this stage`, className: "stage" });
      const text = element("figcaption", {}, element("strong", {}, title), element("span", {}, facts));
      return element("li", {}, element("figure", {}, element("div", { className: "frame" }, picture), text));
    }),
  );
}
