import { json } from "../api.js";
import { element } from "../element.js";
import { grouped, short } from "../number.js";

/** @typedef {import("../activity.js").Activity} Activity */

/** What Flatten hands on, beside what global average pooling would: one mean for each map. */
export class Heads {
  #place = element("div", { className: "live" });
  #asked = 0;
  node = this.#place;

  /**
   * @param {Activity | null} activity
   * @param {string} version
   */
  async show(activity, version) {
    const mine = ++this.#asked;
    if (!activity) return;
    const { layers } = await json("layers", { query: { version } });
    const at = /** @type {any[]} */ (layers).findIndex((layer) => layer.class === "Flatten");
    const before = layers[at - 1];
    const after = layers[at + 1];
    if (mine !== this.#asked) return;
    if (at < 1 || !after || before.output_shape.length !== 3) {
      this.#place.replaceChildren(element("p", {}, "This network has no Flatten behind maps."));
      return;
    }
    const path = `feature-maps/${encodeURIComponent(before.name)}`;
    const { layers: measured } = await json(path, { body: activity.picture.blob, query: { version } });
    const [height, width, channels] = before.output_shape;
    const outputs = after.output_shape[0];
    const classes = layers[layers.length - 1].output_shape[0];
    const means = /** @type {any[]} */ (measured[0].channels);
    const largest = [...means].sort((one, other) => other.mean - one.mean).slice(0, 8);
    if (mine !== this.#asked) return;
    this.#place.replaceChildren(
      element(
        "table",
        { className: "terms" },
        element("caption", {}, `${before.name} gives ${height} \u00d7 ${width} \u00d7 ${channels}`),
        row("way", "numbers", "weights of the next layer", "th"),
        row("Flatten, then Dense", grouped(height * width * channels), `${grouped(height * width * channels)} \u00d7 ${outputs} + ${outputs} = ${grouped(height * width * channels * outputs + outputs)}`),
        row("Global average, then Dense", grouped(channels), `${grouped(channels)} \u00d7 ${classes} + ${classes} = ${grouped(channels * classes + classes)}`),
      ),
      element("p", { className: "figure-words" }, "The largest of the means, on your drawing: ", largest.map((each) => `map ${each.channel}: ${short(each.mean)}`).join(", "), "."),
    );
  }
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
