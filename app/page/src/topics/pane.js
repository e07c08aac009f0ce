import { element } from "../element.js";
import { scaleBar } from "../legend.js";
import { MapView } from "../map.js";

/** @typedef {import("../map.js").Cell} Cell */

/** One sheet of a figure, with its size and its scale. */
export class Pane {
  #caption = element("figcaption");
  #scale = element("div");
  #told = "";

  /**
   * @param {string} name
   * @param {{hover?: (cell: Cell | null) => void, choose?: (cell: Cell) => void}} [listener]
   */
  constructor(name, listener = {}) {
    this.map = new MapView(name, listener);
    this.node = element("figure", { className: "pane" }, this.map.node, this.#caption, this.#scale);
  }

  /**
   * @param {string} words
   * @param {import("../map.js").Sheet} sheet
   */
  show(words, sheet) {
    this.map.show(sheet);
    this.#caption.textContent = words;
    const told = `${sheet.limit} ${sheet.grey}`;
    if (told !== this.#told) this.#scale.replaceChildren(scaleBar(sheet.limit, sheet.grey));
    this.#told = told;
  }
}
