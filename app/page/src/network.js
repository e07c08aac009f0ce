import { element } from "./element.js";
import { LayerView } from "./layer.js";
import { origin } from "./network-facts.js";
import { grouped } from "./number.js";
import { extent, strongest } from "./tensor.js";

/** @typedef {import("./network-facts.js").Network} Network */
/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./state.js").Page} Page */

/** All layers, in order: whatever network it is. */
export class NetworkView {
  /** @type {LayerView[]} */
  #layers = [];
  /** @type {Activity | null} */
  activity = null;

  /**
   * @param {HTMLElement} place
   * @param {Page} page
   * @param {HTMLElement} unit where the chosen one is worked out
   * @param {(layer: import("./network-facts.js").Layer, place: import("./mosaic.js").Place | null) => void} hover
   */
  constructor(place, page, unit, hover) {
    this.place = place;
    this.unit = unit;
    this.page = page;
    this.hover = hover;
    page.on(["layer", "channel"], () => this.#outline());
    page.on(["range"], () => this.#show());
  }

  /** @param {Network} network */
  build(network) {
    const last = network.layers.length - 1;
    this.activity = null;
    this.#layers = network.layers.map((layer, index) => {
      const labels = index === last && layer.output_shape.length === 1 ? network.classes : null;
      return new LayerView(layer, labels, origin(layer, network.layers[index - 1]?.name ?? null), { hover: this.hover, choose: (chosen, place) => this.#go(chosen.name, place) });
    });
    const total = element(
      "p",
      { className: "facts total" },
      `${network.layers.length} layers \u00b7 ${grouped(network.parameters)} parameters \u00b7 ${grouped(network.multiply_adds)} multiplications for one picture`,
    );
    this.place.replaceChildren(total, ...this.#layers.map((view) => view.node));
    for (const { mosaic } of this.#layers) mosaic.fit();
    this.#outline();
  }

  /** @param {Activity | null} activity */
  show(activity) {
    this.activity = activity;
    if (activity) this.#chooseThere(activity);
    this.#show();
  }

  /** @param {ReadonlyMap<string, readonly number[]>} off */
  switchOff(off) {
    for (const { layer, mosaic } of this.#layers) mosaic.switchOff(off.get(layer.name) ?? []);
  }

  /**
   * Choose a map, and go where it is worked out.
   * @param {string} layer
   * @param {number} channel
   */
  visit(layer, channel) {
    this.#choose(layer, { channel, row: -1, column: -1 });
    if (narrow()) this.unit.scrollIntoView();
    else this.reveal();
  }

  /** Bring the layer of the chosen map into view. */
  reveal() {
    this.#layers.find((view) => view.layer.name === this.page.value.layer)?.node.scrollIntoView();
  }

  #show() {
    if (!this.activity) return;
    for (const view of this.#layers) view.show(this.activity, this.page.value.range);
  }

  #outline() {
    const { layer, channel } = this.page.value;
    for (const view of this.#layers) view.choose(view.layer.name === layer ? channel : -1);
  }

  /**
   * A link, or the version before, may name what this network has not.
   * @param {Activity} activity
   */
  #chooseThere(activity) {
    const { layer, channel, row, column } = this.page.value;
    const shape = activity.layers.get(layer)?.tensor.shape;
    const size = shape && extent(shape);
    if (!size || channel >= size.channels) this.#chooseFirst(activity);
    else if (row >= size.height || column >= size.width) this.#choose(layer, { channel, row: -1, column: -1 });
  }

  /** @param {Activity} activity */
  #chooseFirst(activity) {
    const { name } = this.#layers[0].layer;
    const spans = activity.layers.get(name)?.spans ?? [];
    const channel = spans.reduce((best, { limit }, at) => (limit > spans[best].limit ? at : best), 0);
    this.#choose(name, { channel, row: -1, column: -1 });
  }

  /**
   * Choose it, and go there where it lies below.
   * @param {string} layer
   * @param {import("./mosaic.js").Place} place
   */
  #go(layer, place) {
    this.#choose(layer, place);
    if (place.row >= 0 && narrow()) this.unit.scrollIntoView();
  }

  /**
   * @param {string} layer
   * @param {import("./mosaic.js").Place} place without a cell where only the map is meant
   */
  #choose(layer, { channel, row, column }) {
    const tensor = this.activity?.layers.get(layer)?.tensor;
    const cell = row >= 0 || !tensor ? { row, column } : strongest(tensor, channel);
    this.page.change({ layer, channel, ...cell });
  }
}

/** Whether the unit stands below the layers, and not beside them. */
function narrow() {
  return matchMedia("(max-width: 67.99rem)").matches;
}
