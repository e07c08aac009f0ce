import { json } from "../api.js";
import { element, notice, setAria } from "../element.js";
import { scaleBar } from "../legend.js";
import { Mosaic } from "../mosaic.js";
import { Newest } from "../newest.js";
import { times } from "../network-facts.js";
import { grouped, short } from "../number.js";
import { spans } from "../tensor.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("../arrays.js").Tensor} Tensor */

/** What Flatten hands on, beside what global average pooling would: one mean for each map. */
export class Heads {
  #asked = new Newest();
  node = element("div", { className: "live" });

  /** @param {Scene} scene */
  show({ activity, network, version }) {
    const at = network.layers.findIndex((layer) => layer.class === "Flatten");
    const [before, flat, after] = network.layers.slice(Math.max(0, at - 1));
    if (at < 1 || !after || before.output_shape.length !== 3) {
      this.node.replaceChildren(element("p", {}, "This network has no Flatten behind maps."));
      return;
    }
    this.#asked.run(async (signal) => {
      const ask = (/** @type {string} */ name, /** @type {boolean} */ values) =>
        json(`feature-maps/${encodeURIComponent(name)}`, { body: activity.picture.blob, query: { version, values }, signal });
      try {
        const [maps, handed] = await Promise.all([ask(before.name, false), ask(flat.name, true)]);
        const { channels } = maps.layers[0];
        const means = { shape: [channels.length], values: Float32Array.from(/** @type {{mean: number}[]} */ (channels), ({ mean }) => mean) };
        const row = { shape: [handed.layers[0].values.length], values: Float32Array.from(handed.layers[0].values) };
        this.node.replaceChildren(
          weights(before.output_shape, after.output_shape[0] ?? 0, network.classes.length, before.name),
          ...strip(`Flatten: a row of ${grouped(row.values.length)} numbers`, row),
          ...strip(`Global average pooling: ${grouped(means.values.length)} means, one for each map`, means),
        );
      } catch (error) {
        if (signal.aborted) throw error;
        this.node.replaceChildren(notice(error));
      }
    }, true);
  }
}

/**
 * @param {readonly (number | null)[]} shape of the maps
 * @param {number} outputs of the Dense layer behind the Flatten
 * @param {number} classes
 * @param {string} name
 */
function weights(shape, outputs, classes, name) {
  const channels = shape[2] ?? 0;
  const all = (shape[0] ?? 0) * (shape[1] ?? 0) * channels;
  const count = (/** @type {number} */ from, /** @type {number} */ to) => `${grouped(from)} \u00d7 ${to} + ${to} = ${grouped(from * to + to)}`;
  const table = element(
    "table",
    { className: "terms wrapped" },
    element("caption", {}, `${name} gives ${times(shape)}`),
    row("way", "numbers", "weights of the next layer", "th"),
    row("Flatten, then Dense", grouped(all), count(all, outputs)),
    row("Global average, then Dense", grouped(channels), count(channels, classes)),
  );
  return element("div", { className: "scrolled", tabIndex: 0, role: "region", aria: { label: "What each way costs" } }, table);
}

/**
 * Numbers side by side, in their colours.
 * @param {string} title
 * @param {Tensor} tensor
 */
function strip(title, tensor) {
  const under = element("output", { className: "under-pointer" });
  const found = spans(tensor);
  const limit = Math.max(...found.map((span) => span.limit));
  const tell = (/** @type {number} */ channel) => `number ${channel}: ${short(tensor.values[channel], 4)}`;
  const mosaic = new Mosaic(tensor.shape, {
    hover: (place) => (under.textContent = place ? tell(place.channel) : ""),
    choose: ({ channel }) => {
      mosaic.choose(channel);
      under.textContent = tell(channel);
      setAria(mosaic.control, { valuenow: channel, valuetext: tell(channel) });
    },
  });
  setAria(mosaic.control, { label: title, valuemin: 0, valuemax: found.length - 1, valuenow: 0, valuetext: tell(0) });
  mosaic.show(tensor, found, found.map(() => limit));
  return [element("h3", {}, title), mosaic.node, under, scaleBar(limit)];
}

/**
 * @param {string} first
 * @param {string} second
 * @param {string} third
 * @param {"td" | "th"} tag
 */
function row(first, second, third, tag = "td") {
  return element("tr", {}, element("th", { scope: "row" }, first), ...[second, third].map((text) => element(tag, tag === "th" ? { scope: "col" } : {}, text)));
}
