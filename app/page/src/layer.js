import { element, setAria } from "./element.js";
import { Mosaic } from "./mosaic.js";
import { blindness, describe } from "./network-facts.js";
import { short, unbroken } from "./number.js";
import { numberOf } from "./tensor.js";

/** @typedef {import("./network-facts.js").Layer} Layer */
/** @typedef {import("./mosaic.js").Place} Place */
/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {{hover: (layer: Layer, place: Place | null) => void, choose: (layer: Layer, place: Place) => void}} Listener */

/** One layer: what it does, and all of its maps. */
export class LayerView {
  #value = element("output", { className: "under-pointer" });
  #note = element("p", { className: "note" });
  /** @type {Activity | null} */
  #activity = null;

  /**
   * @param {Layer} layer
   * @param {string[] | null} labels of the numbers, where they are the classes
   * @param {string} origin which layers feed it, where the one above is not the only one
   * @param {Listener} listener
   */
  constructor(layer, labels, origin, listener) {
    this.layer = layer;
    this.labels = labels;
    this.mosaic = new Mosaic(layer.output_shape, {
      hover: (place) => this.#hover(place, listener),
      choose: (place) => listener.choose(layer, place),
    });
    this.mosaic.labels = labels;
    setAria(this.mosaic.control, {
      label: `${layer.name}: choose ${this.mosaic.size.vector ? "a unit" : "a feature map"} with the arrow keys`,
      valuemin: 0,
      valuemax: this.mosaic.size.channels - 1,
      valuenow: 0,
    });
    const head = element("div", { className: "layer-head" }, element("h3", {}, layer.name), element("span", { className: "kind" }, layer.class), this.#value);
    this.node = element("section", { className: "layer", aria: { label: layer.name } }, head, element("p", { className: "facts" }, unbroken([origin, describe(layer)].filter(Boolean).join(" \u00b7 "))), this.mosaic.node, this.#note);
    this.#note.textContent = blindness(layer);
  }

  /**
   * @param {Activity} activity
   * @param {import("./state.js").Range} range
   */
  show(activity, range) {
    this.#activity = activity;
    const measured = activity.layers.get(this.layer.name);
    if (!measured) return;
    const { tensor, spans, limit } = measured;
    this.mosaic.show(tensor, spans, spans.map((span) => activity.limit(range, span, limit)));
    const [dead, flat] = [spans.filter((span) => span.dead).length, spans.filter((span) => span.flat).length];
    const what = this.mosaic.size.vector ? "units are zero" : "maps are dead: all zero for this picture, and struck through";
    const full = range === "layer" ? `Full colour: ${short(-limit)} and ${short(limit)}.` : "";
    const notes = [full, dead ? `${dead} of ${spans.length} ${what}.` : "", flat ? `${flat} are flat: one value all over (a point).` : "", blindness(this.layer)];
    this.#note.textContent = notes.filter(Boolean).join(" ");
    this.#tell();
  }

  /** @param {number} channel -1 for none */
  choose(channel) {
    this.chosen = channel;
    this.mosaic.choose(channel);
    this.node.classList.toggle("chosen", channel >= 0);
    this.#tell();
  }

  #tell() {
    const channel = Math.max(0, this.chosen ?? 0);
    const span = this.#activity?.layers.get(this.layer.name)?.spans[channel];
    const range = !span ? "" : span.dead ? ", all zero" : `, ${short(span.low)} to ${short(span.high)}`;
    setAria(this.mosaic.control, { valuenow: channel, valuetext: `${this.#name(channel)} of ${this.mosaic.size.channels}${range}` });
  }

  /** @param {number} channel */
  #name(channel) {
    if (this.labels) return `class ${this.labels[channel]}`;
    return `${this.mosaic.size.vector ? "unit" : "map"} ${channel}`;
  }

  /**
   * @param {Place | null} place
   * @param {Listener} listener
   */
  #hover(place, listener) {
    listener.hover(this.layer, place);
    const tensor = this.#activity?.layers.get(this.layer.name)?.tensor;
    if (!place || !tensor) {
      this.#value.textContent = "";
      return;
    }
    const { size } = this.mosaic;
    const value = tensor.values[numberOf(size, place.channel, place.row, place.column)];
    const where = size.vector ? "" : `, row ${place.row}, column ${place.column}`;
    this.#value.textContent = `${this.#name(place.channel)}${where}: ${short(value, 4)}`;
  }
}
