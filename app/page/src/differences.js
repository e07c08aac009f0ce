import { element, setAria } from "./element.js";
import { scaleBar } from "./legend.js";
import { MapView } from "./map.js";
import { Mosaic } from "./mosaic.js";
import { percent, short } from "./number.js";
import { extent, numberOf, spans } from "./tensor.js";

/** @typedef {import("./arrays.js").Tensor} Tensor */

/** What two drawings make of one layer, map by map: all differences, and one map of each enlarged. */
export class Differences {
  #told = element("output", { className: "under-pointer" });
  #enlarged = element("div", { className: "three" });

  /**
   * @param {string} layer
   * @param {number} distance
   * @param {{kept: Tensor, now: Tensor, between: Tensor}} tensors of the kept drawing, of this one, and the first less the second
   */
  constructor(layer, distance, tensors) {
    this.tensors = tensors;
    const { between } = tensors;
    this.size = extent(between.shape);
    const found = spans(between).map((span) => ({ ...span, dead: false, flat: false }));
    this.limit = Math.max(...[tensors.kept, tensors.now, between].flatMap((tensor) => spans(tensor).map((span) => span.limit)));
    this.mosaic = new Mosaic(between.shape, {
      hover: (place) => this.#tell(place),
      choose: ({ channel, row, column }) => this.#choose(channel, row, column),
    });
    setAria(this.mosaic.control, { label: `Differences of ${layer}`, valuemin: 0, valuemax: found.length - 1, valuenow: 0 });
    this.node = element(
      "div",
      { className: "differences" },
      element("p", { className: "note" }, `${layer}: the kept drawing less this one; ${percent(distance)} apart. Choose a map to see it of both.`),
      this.mosaic.node,
      this.#told,
      scaleBar(this.limit),
      this.#enlarged,
    );
    this.mosaic.show(between, found, found.map(() => this.limit));
    const most = found.reduce((best, span, at) => (span.limit > found[best].limit ? at : best), 0);
    this.#choose(most, 0, 0);
  }

  /** @param {import("./tiling.js").Place | null} place */
  #tell(place) {
    if (!place) {
      this.#told.textContent = "";
      return;
    }
    const at = numberOf(this.size, place.channel, place.row, place.column);
    const [kept, now, between] = [this.tensors.kept, this.tensors.now, this.tensors.between].map(({ values }) => short(values[at], 4));
    const where = this.size.vector ? `number ${place.channel}` : `map ${place.channel}, row ${place.row}, column ${place.column}`;
    this.#told.textContent = `${where}: ${kept} less ${now} is ${between}`;
  }

  /**
   * @param {number} channel
   * @param {number} row
   * @param {number} column
   */
  #choose(channel, row, column) {
    this.mosaic.choose(channel);
    setAria(this.mosaic.control, { valuenow: channel, valuetext: `${this.size.vector ? "number" : "map"} ${channel}` });
    this.#tell({ channel, row: Math.max(0, row), column: Math.max(0, column) });
    if (this.size.vector) return;
    const { kept, now, between } = this.tensors;
    const views = /** @type {[string, Tensor][]} */ ([["the kept drawing", kept], ["this one", now], ["their difference", between]]).map(([name, tensor]) => {
      const view = new MapView(`Map ${channel} of ${name}`, {});
      view.showChannel(tensor, channel, this.limit);
      return element("figure", {}, view.node, element("figcaption", { className: "note" }, `map ${channel}: ${name}`));
    });
    this.#enlarged.replaceChildren(...views);
  }
}
