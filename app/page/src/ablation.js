import { json } from "./api.js";
import { pairedBars } from "./bars.js";
import { Cover } from "./cover.js";
import { button, element, notice } from "./element.js";
import { FrameView } from "./frame.js";
import { Newest } from "./newest.js";
import { short } from "./number.js";
import { Signal } from "./signal.js";

/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./network-facts.js").Network} Network */
/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {ReadonlyMap<string, readonly number[]>} Off */
/** @typedef {{channel: number, winner: number, change: number, logit_change: number}} Swept */

/** Switch off maps, units or parts of the picture, and see what becomes of the answer. */
export class AblationTrial {
  #asked = new Newest();
  #sweeping = new Newest();
  #frame = new FrameView();
  #chips = element("div", { className: "chips" });
  #result = element("div", { className: "result" });
  #ranked = element("div", { className: "ranked" });
  #told = element("p", { className: "unseen", role: "status" });
  /** @type {Box[]} */
  #patches = [];
  /** @type {Activity | null} */
  #activity = null;
  /** @type {Network | null} */
  #network = null;
  /** @type {Signal<Off>} */
  off = new Signal(/** @type {Off} */ (new Map()));

  /**
   * @param {Page} page
   * @param {{reveal: (layer: string, channel: number) => void}} listener shows a map where it stands
   */
  constructor(page, listener) {
    this.page = page;
    this.listener = listener;
    this.layers = element("select", { aria: { label: "Layer" } });
    const sweep = button("Find the maps that matter most", () => this.#sweep());
    const clear = button("Switch all on again", () => this.clear());
    this.node = element(
      "section",
      { className: "trial", id: "ablation" },
      element("h3", {}, "Switch something off"),
      element("p", { className: "note" }, "Drag over the frame to paint a part of it over (or use the arrow keys, with Shift to size it, and Enter); switch maps off where they are shown; or let the service switch off each map of a layer alone."),
      element("div", { className: "split" }, this.#frame.node, element("div", {}, this.#chips, element("div", { className: "tools" }, this.layers, sweep, clear), this.#ranked)),
      this.#result,
      this.#told,
    );
    new Cover(this.#frame, {
      paint: (box) => {
        this.#patches = [...this.#patches, box].slice(-8);
        this.#ask();
      },
      tell: (words) => (this.#told.textContent = words),
    });
    this.off.watch(() => this.#ask());
  }

  /** @param {Network | null} network */
  setNetwork(network) {
    this.#network = network;
    this.#activity = null;
    this.layers.replaceChildren(...(network?.maskable ?? []).map((name) => element("option", { value: name }, name)));
    this.clear();
  }

  /** @param {Activity | null} activity */
  show(activity) {
    this.#activity = activity;
    this.#ranked.replaceChildren();
    if (activity) this.#frame.show(activity.frame);
    this.#ask();
  }

  /**
   * @param {string} layer
   * @param {number} channel
   */
  toggle(layer, channel) {
    const next = new Map(this.off.value);
    const channels = next.get(layer) ?? [];
    next.set(layer, channels.includes(channel) ? channels.filter((each) => each !== channel) : [...channels, channel]);
    if (!next.get(layer)?.length) next.delete(layer);
    this.off.set(next);
  }

  /**
   * Go there, and find the maps of that layer that matter most; of the first, where that one cannot be switched off.
   * @param {string} layer
   */
  find(layer) {
    if (this.#network?.maskable.includes(layer)) this.layers.value = layer;
    this.node.scrollIntoView();
    this.layers.focus({ preventScroll: true });
    this.#sweep();
  }

  clear() {
    this.#patches = [];
    this.off.set(new Map());
  }

  #ask() {
    this.#frame.mark({ patches: this.#patches });
    this.#drawChips();
    const [activity, network] = [this.#activity, this.#network];
    if (!activity || !network || (!this.off.value.size && !this.#patches.length)) {
      this.#asked.stop();
      this.#result.replaceChildren();
      return;
    }
    const off = [...this.off.value].map(([layer, channels]) => `${layer}:${channels.join(",")}`);
    const patch = this.#patches.map(({ x, y, width, height }) => [x, y, width, height].join(","));
    this.#asked.run(async (signal) => {
      try {
        const found = await json("ablations", { body: activity.picture.blob, query: { version: this.page.value.version, off, patch }, signal });
        const { before, after } = found;
        const words = before.label === after.label ? `It stays ${after.label}` : `From ${before.label} it becomes ${after.label}`;
        this.#result.replaceChildren(
          element("p", { className: "verdict", role: "status" }, `${words}.`),
          pairedBars(network.classes, before.probabilities, after.probabilities, ["whole", "with parts switched off"]),
        );
      } catch (error) {
        if (signal.aborted) throw error;
        this.#result.replaceChildren(notice(error));
      }
    }, true);
  }

  #drawChips() {
    const maps = [...this.off.value].flatMap(([layer, channels]) =>
      channels.map((channel) => chip(`${layer} ${channel}`, () => this.toggle(layer, channel))),
    );
    const patches = this.#patches.map((patch) =>
      chip(`part at ${patch.x}, ${patch.y}: ${patch.width} \u00d7 ${patch.height}`, () => {
        this.#patches = this.#patches.filter((each) => each !== patch);
        this.#ask();
      }),
    );
    const none = element("p", { className: "note" }, "Everything is on.");
    this.#chips.replaceChildren(...(maps.length + patches.length ? [...maps, ...patches] : [none]));
  }

  #sweep() {
    const activity = this.#activity;
    const layer = this.layers.value;
    if (!activity || !layer) return;
    this.#ranked.replaceChildren(element("p", { className: "note" }, "Each map is switched off alone \u2026"));
    this.#sweeping.run(async (signal) => {
      const asking = { body: activity.picture.blob, query: { version: this.page.value.version, sweep: layer }, signal };
      const { sweep } = await json("ablations", asking).catch((error) => {
        if (!signal.aborted) this.#ranked.replaceChildren(notice(error));
        return { sweep: null };
      });
      if (!sweep) return;
      const target = this.#network?.classes[sweep.target] ?? sweep.target;
      const rows = /** @type {Swept[]} */ (sweep.channels).slice(0, 5).map((each) => {
        const name = `${layer} ${each.channel}`;
        const show = button(name, () => this.listener.reveal(layer, each.channel), { className: "origin", title: "Show it" });
        const off = button("Switch off", () => this.toggle(layer, each.channel), { aria: { label: `Switch ${name} off` } });
        return element("li", {}, show, `: without it the logit of ${target} changes by ${short(each.logit_change)} `, off);
      });
      this.#ranked.replaceChildren(element("ol", { className: "plain" }, ...rows));
    }, true);
  }
}

/**
 * @param {string} text
 * @param {() => void} remove
 */
function chip(text, remove) {
  return button(`${text} \u00d7`, remove, { className: "chip", title: "Switch it on again" });
}
