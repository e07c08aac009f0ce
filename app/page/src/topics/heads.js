import { json } from "../api.js";
import { element, setAria } from "../element.js";
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
      const asking = { body: activity.picture.blob, query: { version }, signal };
      const [{ layers }, handed] = await Promise.all(
        [before.name, flat.name].map((name, which) => json(`feature-maps/${encodeURIComponent(name)}`, { ...asking, query: { version, values: which === 1 } })),
      );
      const means = { shape: [layers[0].channels.length], values: Float32Array.from(/** @type {{mean: number}[]} */ (layers[0].channels), ({ mean }) => mean) };
      const row = { shape: [handed.layers[0].values.length], values: Float32Array.from(handed.layers[0].values) };
      const classes = network.classes.length;
      this.node.replaceChildren(
        weights(before.output_shape, after.output_shape[0] ?? 0, classes, before.name),
        ...strip(`Flatten: a row of ${grouped(row.values.length)} numbers`, row),
        ...strip(`Global average pooling: ${grouped(means.values.length)} means, one for each map`, means),
      );
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
    { className: "terms" },
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
