import { array, json } from "./api.js";
import { Differences } from "./differences.js";
import { button, element, notice } from "./element.js";
import { Newest } from "./newest.js";
import { short } from "./number.js";

/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {{layer: string, shape: number[], distance: number, parted: boolean, differences?: any}} Compared */

/** Two drawings in the same network: how far apart they are in each layer, and the first where they part. */
export class ComparisonTrial {
  #asked = new Newest();
  #detailed = new Newest();
  #kept = element("div", { className: "kept" });
  #result = element("div", { className: "result" });
  #detail = element("div", { className: "detail" });
  /** @type {Activity | null} */
  #activity = null;
  /** @type {Activity | null} */
  #first = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = element(
      "section",
      { className: "trial", id: "comparison" },
      element("h3", {}, "Compare two drawings"),
      element("p", { className: "note" }, "Keep this one, then draw another: a 4 and a 9, say. Each layer's distance goes from 0, the same values, to 1, nothing in common."),
      element("div", { className: "tools" }, button("Keep this drawing", () => this.#keep()), this.#kept),
      this.#result,
      this.#detail,
    );
  }

  /** @param {Activity | null} activity */
  show(activity) {
    this.#activity = activity;
    this.#compare();
  }

  #keep() {
    this.#first = this.#activity;
    if (!this.#first) return;
    this.#kept.replaceChildren(element("img", { src: this.#first.frame.image, alt: "The drawing that is kept" }), element("span", { className: "note" }, "is kept; now draw another"));
    this.#compare();
  }

  /** @param {string | null} layer one alone, with its differences */
  #form(layer) {
    const [first, second] = [this.#first, this.#activity];
    if (!first || !second) return null;
    const body = new FormData();
    body.append("files", first.picture.blob, "first");
    body.append("files", second.picture.blob, "second");
    return { body, query: { version: this.page.value.version, layer } };
  }

  #compare() {
    this.#detail.replaceChildren();
    const asking = this.#form(null);
    if (!asking || this.#first === this.#activity) {
      this.#result.replaceChildren();
      return;
    }
    this.#asked.run(async (signal) => {
      try {
        this.#show(await json("comparisons", { ...asking, signal }));
      } catch (error) {
        if (signal.aborted) throw error;
        this.#result.replaceChildren(notice(error));
      }
    }, true);
  }

  /** @param {{parting: string | null, threshold: number, layers: Compared[], pictures: any[]}} found */
  #show({ parting, threshold, layers, pictures }) {
    const [first, second] = pictures.map(({ answer }) => answer.label);
    const where = parting ? `They part at ${parting}: from there on every layer is at least ${short(threshold)} apart.` : "They end alike.";
    const rows = layers.map(({ layer, distance, parted }) => {
      const bar = element("span", { className: parted ? "bar after" : "bar" });
      bar.style.width = `${distance * 100}%`;
      const name = button(layer, () => this.#showLayer(layer), { title: "Show the differences of its maps" });
      return element("li", { className: layer === parting ? "parting" : "" }, name, element("span", { className: "track", aria: { hidden: true } }, bar), element("span", { className: "share" }, short(distance, 3)));
    });
    this.#result.replaceChildren(
      element("p", { className: "verdict", role: "status" }, `${first} and ${second}. ${where}`),
      element("ol", { className: "distances" }, ...rows),
    );
  }

  /** @param {string} layer */
  #showLayer(layer) {
    const asking = this.#form(layer);
    if (!asking) return;
    const [first, second] = [this.#first, this.#activity];
    const query = { version: this.page.value.version };
    this.#detailed.run(async (signal) => {
      const maps = [first, second].map((activity) => array(`feature-maps/${encodeURIComponent(layer)}`, { body: activity?.picture.blob, query, signal }));
      try {
        const [{ layers }, kept, now] = await Promise.all([json("comparisons", { ...asking, signal }), ...maps]);
        const { shape, differences, distance } = /** @type {Compared} */ (layers[0]);
        const between = { shape, values: new Float32Array(differences.flat(Infinity)) };
        this.#detail.replaceChildren(new Differences(layer, distance, { kept, now, between }).node);
      } catch (error) {
        if (signal.aborted) throw error;
        this.#detail.replaceChildren(notice(error));
      }
    }, true);
  }
}
