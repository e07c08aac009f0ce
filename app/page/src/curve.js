import { short } from "./number.js";

const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, EDGE] = [640, 220, 34];

/**
 * The loss, epoch by epoch.
 * @param {{epoch: number, loss: number}[]} history
 */
export function curve(history) {
  const most = Math.max(...history.map(({ loss }) => loss));
  const least = Math.min(0, ...history.map(({ loss }) => loss));
  const across = (/** @type {number} */ at) => EDGE + (at / Math.max(1, history.length - 1)) * (WIDTH - 2 * EDGE);
  const down = (/** @type {number} */ loss) => HEIGHT - EDGE - ((loss - least) / (most - least || 1)) * (HEIGHT - 2 * EDGE);
  const points = history.map(({ loss }, at) => `${across(at).toFixed(1)},${down(loss).toFixed(1)}`).join(" ");
  const last = history[history.length - 1];
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": `The loss falls from ${short(history[0].loss)} to ${short(last.loss)}` });
  picture.append(
    svg("line", { x1: EDGE, y1: HEIGHT - EDGE, x2: WIDTH - EDGE, y2: HEIGHT - EDGE, stroke: "currentColor", opacity: 0.3 }),
    svg("polyline", { points, fill: "none", stroke: "var(--accent)", "stroke-width": 2.5 }),
    ...history.map(({ epoch, loss }, at) => {
      const dot = svg("circle", { cx: across(at), cy: down(loss), r: 3.5, fill: "var(--accent)" });
      const title = svg("title", {});
      title.textContent = `epoch ${epoch}: loss ${short(loss, 4)}`;
      dot.append(title);
      return dot;
    }),
    label(EDGE, HEIGHT - 10, `epoch ${history[0].epoch}`, "start"),
    label(WIDTH - EDGE, HEIGHT - 10, `epoch ${last.epoch}`, "end"),
    label(EDGE, 18, `loss ${short(most)}`, "start"),
  );
  return picture;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function svg(tag, attributes) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {string} anchor
 */
function label(x, y, text, anchor) {
  const made = svg("text", { x, y, "text-anchor": anchor, "font-size": 13, fill: "currentColor" });
  made.textContent = text;
  return made;
}
