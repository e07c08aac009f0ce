import { gradient } from "./colour.js";
import { element } from "./element.js";
import { short } from "./number.js";
import { watchTheme } from "./theme.js";

/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./state.js").Range} Range */

const RANGES = /** @type {[Range, string][]} */ ([
  ["channel", "each map"],
  ["layer", "layer"],
  ["network", "network"],
]);

/**
 * A bar of colours with its numbers.
 * @param {number | null} limit null where each map has its own
 * @param {boolean} [grey] a picture's own greys, from 0
 */
export function scaleBar(limit, grey = false) {
  if (grey) return greyBar(limit ?? 1);
  const ends = limit === null ? ["\u2212 largest", "0", "+ largest"] : [short(-limit), "0", short(limit)];
  return element("div", { className: "scale", role: "img", aria: { label: `Colours from ${ends[0]} over zero to ${ends[2]}` } }, strip(), numbers(ends));
}

/**
 * The colours of a map that is laid over a picture: as they look where the picture is blank, and where it has ink.
 * @param {number} limit
 */
export function scaleOver(limit) {
  const ends = [short(-limit), "0", short(limit)];
  const rows = ["blank", "ink"].map((name) => element("div", { className: `ground-row ${name}` }, element("span", {}, `on ${name}`), element("div", { className: "under" }, strip())));
  const label = `Colours from ${ends[0]} over zero to ${ends[2]}, as they look where the picture is blank and where it has ink`;
  return element("div", { className: "scale over-picture", role: "img", aria: { label } }, ...rows, numbers(ends));
}

/** All strips show one property of the page, so that none of them has to be watched. */
const root = document.documentElement;
const paint = () => root.style.setProperty("--scale", gradient());
paint();
watchTheme(root, paint);

function strip() {
  return element("div", { className: "strip" });
}

/** @param {string[]} ends */
function numbers(ends) {
  return element("div", { className: "ends" }, ...ends.map((end) => element("span", {}, end)));
}

/** @param {number} limit */
function greyBar(limit) {
  const label = `Greys from 0, black, to ${short(limit)}, white`;
  return element("div", { className: "scale", role: "img", aria: { label } }, element("div", { className: "strip grey" }), numbers(["0", short(limit)]));
}

/** The scale of all maps, and what shares it. */
export class Legend {
  #bar = element("div", { className: "bar-place" });

  /**
   * @param {HTMLElement} place
   * @param {Page} page
   */
  constructor(place, page) {
    const ranges = element("fieldset", { className: "ranges" }, element("legend", {}, "One scale for"));
    for (const [range, title] of RANGES) {
      const input = element("input", { type: "radio", name: "range", value: range, onchange: () => page.change({ range }) });
      page.on(["range"], (state) => (input.checked = state.range === range));
      ranges.append(element("label", {}, input, title));
    }
    const before = element("input", { type: "checkbox", onchange: () => page.change({ before: before.checked }) });
    page.on(["before"], (state) => (before.checked = state.before));
    const label = element("label", { className: "before" }, before, "values before the activation function");
    place.className = "legend";
    place.append(this.#bar, ranges, label);
    this.show(null);
  }

  /** @param {number | null} limit */
  show(limit) {
    this.#bar.replaceChildren(scaleBar(limit));
  }
}
