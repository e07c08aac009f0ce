import { json } from "./api.js";
import { button, element, reason, setAria } from "./element.js";
import { scaleOver } from "./legend.js";
import { MapView } from "./map.js";
import { Newest } from "./newest.js";
import { short } from "./number.js";

/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./network-facts.js").Network} Network */
/** @typedef {import("./state.js").Page} Page */

const METHODS = [
  ["occlusion", "painting squares over"],
  ["integrated-gradients", "integrated gradients"],
];

const STRENGTH = 75; // per cent of the colours over the digit, at first

/** A heat map of what spoke for a class, and what against it, over the digit that it is about. */
export class HeatMapTrial {
  #asked = new Newest();
  #map = new MapView("The heat map over your digit", {});
  #ground = element("img", { className: "ground", alt: "" });
  #scale = element("div");
  #words = element("p", { className: "note", role: "status" });
  /** @type {Activity | null} */
  #activity = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.method = element("select", { aria: { label: "Method" }, onchange: () => this.#ask() }, ...METHODS.map(([value, text]) => element("option", { value }, text)));
    this.target = element("select", { aria: { label: "Class" }, onchange: () => this.#ask() });
    this.#map.box.prepend(this.#ground);
    this.strength = element("input", { type: "range", min: 0, max: 100, step: 5, value: STRENGTH, aria: { label: "From the digit alone to the heat map alone" }, oninput: () => this.#mix() });
    const mix = element("div", { className: "mix" }, element("span", {}, "digit"), this.strength, element("span", {}, "heat map"));
    this.shown = element("div", { className: "split", hidden: true }, element("div", {}, this.#map.node, mix), element("div", {}, this.#scale, this.#words));
    this.#mix();
    this.node = element(
      "section",
      { className: "trial", id: "heat-map" },
      element("h3", {}, "What mattered"),
      element("p", { className: "note" }, "Which parts of your digit made the network answer as it did? Orange spoke for the class, blue against it; in units of the class's logit, its sum before the softmax."),
      element("div", { className: "tools" }, this.method, this.target, button("Draw the heat map", () => this.#draw())),
      this.shown,
      element(
        "p",
        { className: "note" },
        "Grad-CAM, which many tools draw, is left out on purpose: it colours the cells of the last maps. Where these are 3 \u00d7 3 cells that each see 18 \u00d7 18 pixels, four apart, it would paint nine blurred blots, and seem to know more than it does.",
      ),
    );
  }

  /** @param {Network | null} network */
  setNetwork(network) {
    this.#activity = null;
    const classes = (network?.classes ?? []).map((label, index) => element("option", { value: index }, `for ${label}`));
    this.target.replaceChildren(element("option", { value: "" }, "for the winner"), ...classes);
  }

  /** @param {Activity | null} activity */
  show(activity) {
    this.#activity = activity;
    this.#ask();
  }

  #draw() {
    this.shown.hidden = false;
    this.#ask();
  }

  #ask() {
    const activity = this.#activity;
    if (!activity || this.shown.hidden) return;
    const query = { version: this.page.value.version, method: this.method.value, target: this.target.value };
    this.#asked.run(async (signal) => {
      try {
        this.#show(await json("attributions", { body: activity.picture.blob, query, signal }), activity);
      } catch (error) {
        if (signal.aborted) throw error;
        this.#words.textContent = reason(error);
      }
    }, true);
  }

  #mix() {
    this.shown.style.setProperty("--strength", `${this.strength.value}%`);
    setAria(this.strength, { valuetext: `${this.strength.value} % heat map` });
  }

  /**
   * @param {any} found
   * @param {Activity} activity
   */
  #show({ values, shape, limit, target, logit, positive, negative, completeness, parameters }, { frame }) {
    const [height, width] = shape;
    this.#ground.src = frame.image;
    this.#ground.classList.toggle("ink", frame.shape[2] === 1); // dark on light in the light; a photograph stays as it is
    const cells = /** @type {number[][]} */ (values).flat();
    this.#map.show({ height, width, values: new Float32Array(cells), limit });
    this.#scale.replaceChildren(scaleOver(limit));
    const [least, most] = [Math.min(...cells), Math.max(...cells)].map((value) => short(value, 3));
    const told = completeness
      ? `For it speak ${short(positive, 4)}, against it ${short(negative, 4)}: together ${short(completeness.sum, 4)}. From an empty frame to this one the logit grows by ${short(completeness.difference, 4)}.`
      : `Each square of ${parameters.size} \u00d7 ${parameters.size} pixels is painted over in turn; a pixel's colour is how far the logit falls, in the mean of its squares: from ${least} to ${most}.`;
    this.#words.textContent = `The logit of ${target.label} is ${short(logit, 4)}. ${told}`;
  }
}
