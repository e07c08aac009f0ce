import { json } from "./api.js";
import { element, reason } from "./element.js";
import { limitOf, matrix } from "./matrix.js";
import { Newest } from "./newest.js";
import { short } from "./number.js";

/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./network-facts.js").Layer} Layer */
/** @typedef {{image: string, activation: number, label: string, box: number[]}} Patch */
/** @typedef {{label: string, activation: number}} ClassMean */

/** What a unit looks for: its kernel, the training patches that excite it most, and the classes that it answers to. */
export class Looks {
  #kernel = element("div", { className: "kernel" });
  #patches = element("div", { className: "patches" });
  #asked = new Newest();
  #shown = "";

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = element("section", { className: "looks" }, element("h3", {}, "What it looks for"), this.#kernel, this.#patches);
  }

  /**
   * @param {Layer} layer
   * @param {number} channel
   */
  show(layer, channel) {
    const { version } = this.page.value;
    const wanted = `${version}/${layer.name}/${channel}`;
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.node.hidden = !layer.parameters;
    if (!layer.parameters) return;
    this.#asked.run(
      async (signal) => {
        const path = `layers/${encodeURIComponent(layer.name)}`;
        const query = { version, channels: channel };
        const asking = { query, signal };
        await Promise.all([this.#showKernel(layer, channel, signal), this.#showPatches(path, asking, signal)]);
      },
      true,
    );
  }

  /**
   * @param {Layer} layer
   * @param {number} channel
   * @param {AbortSignal} signal
   */
  async #showKernel(layer, channel, signal) {
    const inputs = layer.input_shape[layer.input_shape.length - 1] ?? 1;
    if (!layer.kernel_size || layer.kernel_size.length !== 2 || inputs > 3) {
      this.#kernel.replaceChildren();
      return;
    }
    const asking = { query: { version: this.page.value.version }, signal };
    const { weights } = await json(`layers/${encodeURIComponent(layer.name)}/filters`, asking).catch((error) => {
      if (signal.aborted) throw error;
      return { weights: {} }; // why is told with the patches
    });
    const { values } = weights.kernel ?? { values: null };
    if (!values) return;
    const kernels = Array.from({ length: inputs }, (_, input) =>
      /** @type {number[][][][]} */ (values).map((row) => row.map((cell) => cell[input][channel])),
    );
    const limit = Math.max(...kernels.map(limitOf));
    this.#kernel.replaceChildren(...kernels.map((rows, input) => matrix(inputs > 1 ? `kernel, input ${input}` : "kernel", rows, limit)));
  }

  /**
   * @param {string} path
   * @param {import("./api.js").Asking} asking
   * @param {AbortSignal} signal
   */
  async #showPatches(path, asking, signal) {
    try {
      const { channels } = await json(`${path}/top-patches`, asking);
      this.#draw(channels[0]);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#patches.replaceChildren(element("p", { className: "note" }, reason(error)));
    }
  }

  /** @param {{dead: boolean, patches: Patch[], answers_to: ClassMean[]}} unit */
  #draw({ dead, patches, answers_to: means }) {
    if (dead) {
      this.#patches.replaceChildren(element("p", { className: "note" }, "No training picture excites it."));
      return;
    }
    const most = Math.max(...means.map(({ activation }) => activation));
    this.#patches.replaceChildren(
      element("p", { className: "note" }, "The training patches that excite it most:"),
      element("ul", { className: "nine" }, ...patches.map(drawPatch)),
      element("p", { className: "note" }, "It answers to, by its mean over the training pictures:"),
      element("ol", { className: "means" }, ...means.slice(0, 5).map((mean) => drawMean(mean, most))),
    );
  }
}

/** @param {Patch} patch */
function drawPatch({ image, activation, label }) {
  return element(
    "li",
    {},
    element("img", { src: image, alt: `A patch of a ${label}`, title: `from a ${label}: ${short(activation)}` }),
    element("span", {}, label),
  );
}

/**
 * @param {ClassMean} mean
 * @param {number} most
 */
function drawMean({ label, activation }, most) {
  const bar = element("span", { className: "bar" });
  bar.style.width = `${most > 0 ? Math.max(0, (activation / most) * 100) : 0}%`;
  return element("li", {}, element("span", { className: "label" }, label), element("span", { className: "track" }, bar), element("span", { className: "share" }, short(activation)));
}
