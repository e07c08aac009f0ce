import { json } from "./api.js";
import { arithmetic } from "./arithmetic.js";
import { button, element, reason } from "./element.js";
import { UnitFigures } from "./figures.js";
import { Looks } from "./looks.js";
import { fieldOf } from "./network-facts.js";
import { Newest } from "./newest.js";
import { Player } from "./player.js";
import { Ranking } from "./ranking.js";
import { extent, numberOf } from "./tensor.js";

/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./network-facts.js").Network} Network */
/** @typedef {import("./network-facts.js").Layer} Layer */
/** @typedef {import("./arithmetic.js").Explanation} Explanation */
/** @typedef {import("./network-facts.js").Box} Box */

const ALL = 4096; // the most that the service tells in full

/** The chosen map and its chosen unit: where it looks, and how its number comes about. */
export class Inspector {
  #title = element("h2", { id: "unit-heading" }, "A unit");
  #previous = button("\u2190", () => this.#step(-1), { title: "The map before", className: "icon" });
  #next = button("\u2192", () => this.#step(1), { title: "The next map", className: "icon" });
  #figures = new UnitFigures({
    hover: (cell) => this.#hoverCell(cell),
    choose: ({ row, column }) => this.page.change({ row, column }),
  });
  #sum = element("div", { className: "arithmetic", aria: { live: "off" } });
  #ranking = new Ranking((source) => this.#follow(source));
  #asked = new Newest();
  #all = ""; // the layer whose terms are shown one and all
  /** @type {Network | null} */
  #network = null;
  /** @type {Activity | null} */
  #activity = null;
  /** @type {Explanation | null} */
  #found = null;

  /**
   * @param {HTMLElement} place
   * @param {Page} page
   * @param {{back: () => void, mark: (fields: Partial<{chosen: Box | null, pointed: Box | null}>) => void, switchOff: (layer: string, channel: number) => void}} listener
   */
  constructor(place, page, listener) {
    this.page = page;
    this.listener = listener;
    this.player = new Player((by) => this.#move(by));
    this.looks = new Looks(page);
    this.#previous.setAttribute("aria-label", "The map before");
    this.#next.setAttribute("aria-label", "The next map");
    this.off = button("Switch this map off", () => listener.switchOff(page.value.layer, page.value.channel));
    place.append(
      element("div", { className: "unit-head" }, this.#title, this.#previous, this.#next),
      button("\u2191 Back to its layer", listener.back, { className: "back" }),
      this.#figures.node,
      element("div", { className: "controls" }, this.player.node, this.off),
      this.#sum,
      this.#ranking.node,
      this.looks.node,
    );
    page.on(["layer", "channel", "row", "column", "version", "range", "before"], () => this.#show());
  }

  /** @param {Network} network */
  setNetwork(network) {
    this.#network = network;
    this.#activity = null;
  }

  /** @param {Activity | null} activity */
  show(activity) {
    this.#activity = activity;
    this.#show();
  }

  /**
   * Show on the frame and on the drawing what the cell under the pointer sees.
   * @param {Box | null} field
   */
  point(field) {
    this.#figures.point(field);
    this.listener.mark({ pointed: this.#activity?.onPicture(field) ?? null });
  }

  /** @param {Box | null} field what the chosen unit sees */
  #see(field) {
    this.#figures.see(field);
    this.listener.mark({ chosen: this.#activity?.onPicture(field) ?? null });
  }

  get #layer() {
    return this.#network?.layers.find(({ name }) => name === this.page.value.layer) ?? null;
  }

  #show() {
    const layer = this.#layer;
    const activity = this.#activity;
    if (!layer || !activity) return;
    const { channel, row, column } = this.page.value;
    const size = extent(layer.output_shape);
    const measured = activity.layers.get(layer.name);
    if (!measured || channel >= size.channels) return;
    const cell = { row: Math.max(0, row), column: Math.max(0, column) };
    this.#title.textContent = size.vector ? `${layer.name}, unit ${channel}` : `${layer.name}, map ${channel}`;
    this.#previous.disabled = channel === 0;
    this.#next.disabled = channel === size.channels - 1;
    this.off.hidden = !this.#network?.maskable.includes(layer.name);
    this.off.textContent = size.vector ? "Switch this unit off" : "Switch this map off";
    this.player.node.hidden = size.vector;
    this.#figures.show(layer, activity, measured, this.page.value, cell);
    this.#see(size.vector ? null : fieldOf(layer, activity.frame.shape, cell.row, cell.column));
    this.looks.show(layer, channel);
    this.#ask(layer, activity, numberOf(size, channel, cell.row, cell.column));
  }

  /**
   * @param {Layer} layer
   * @param {Activity} activity
   * @param {number} number
   */
  #ask(layer, activity, number) {
    if (!this.#network?.explainable.includes(layer.name)) {
      this.#sum.replaceChildren(element("p", { className: "note" }, `${layer.class} is not worked out here.`));
      return;
    }
    const path = `units/${encodeURIComponent(layer.name)}/${number}`;
    if (this.#all !== layer.name || this.player.playing) this.#all = "";
    const top = this.#all ? ALL : layer.output_shape.length > 1 ? 4 : 10;
    const query = { version: this.page.value.version, top };
    this.#asked.run(
      async (signal) => {
        try {
          this.#explain(await json(path, { body: activity.picture.blob, query, signal }), activity);
        } catch (error) {
          if (!signal.aborted) this.#sum.replaceChildren(element("p", { className: "note" }, reason(error)));
        }
      },
      !this.player.playing,
    );
  }

  /**
   * @param {Explanation} found
   * @param {Activity} activity
   */
  #explain(found, activity) {
    this.#found = found;
    const { field } = found;
    const box = field && { x: field[0], y: field[1], width: field[2], height: field[3] };
    this.#see(box);
    this.#figures.showInput(found, activity, this.page.value.range);
    this.#sum.replaceChildren(...arithmetic(found, { showAll: () => this.#showAll(), follow: (source) => this.#follow(source) }));
    this.#ranking.show(found.ranking, found.source === "channel" ? "map" : found.source);
  }

  /** Every term, until another layer is chosen or the window moves by itself. */
  #showAll() {
    this.player.stop();
    this.#all = this.page.value.layer;
    this.#show();
  }

  /** @param {{row: number, column: number} | null} cell */
  #hoverCell(cell) {
    const layer = this.#layer;
    this.point(cell && layer && this.#activity ? fieldOf(layer, this.#activity.frame.shape, cell.row, cell.column) : null);
  }

  /** @param {number} by */
  #step(by) {
    this.page.change({ channel: this.page.value.channel + by });
  }

  /**
   * The next position of the window, from row to row.
   * @param {number} by
   */
  #move(by) {
    const layer = this.#layer;
    if (!layer) return;
    const { height, width } = extent(layer.output_shape);
    const { row, column } = this.page.value;
    const next = (Math.max(0, row) * width + Math.max(0, column) + by + height * width) % (height * width);
    this.page.change({ row: Math.floor(next / width), column: next % width });
  }

  /**
   * Go where a contribution comes from.
   * @param {number} source
   */
  #follow(source) {
    const found = this.#found;
    const input = found?.inputs[0];
    if (!found || !input || !this.#activity?.layers.has(input)) return;
    const { rows, columns } = found.window ?? { rows: [], columns: [] };
    const [row, column] = [rows, columns].map((places) => places[Math.floor(places.length / 2)] ?? -1);
    this.page.change({ layer: input, channel: source, row, column });
  }
}
