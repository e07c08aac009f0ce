import { element, setAria } from "../element.js";
import { scaleBar } from "../legend.js";
import { Mosaic } from "../mosaic.js";
import { grouped, short, unbroken } from "../number.js";
import { extent, numberOf, someChannels } from "../tensor.js";
import { times } from "../network-facts.js";
import { Choices } from "./choices.js";
import { convolution, filtersOf } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("../network-facts.js").Layer} Layer */

/** The response maps of the first convolution: all of them, or as many as are chosen. */
export class ResponseMaps {
  #sheet = element("div");
  #scale = element("div");
  #under = element("output", { className: "under-pointer" });
  #words = element("p", { className: "figure-words", role: "status" });
  #choices = new Choices([{ name: "filters", title: "Number of filters", options: (scene) => powers(filtersOf(convolution(scene))), value: (scene) => String(Math.min(16, filtersOf(convolution(scene)))) }]);
  /** @type {Scene | null} */
  #scene = null;

  /** @param {(channel: number) => void} [choose] where one is to be chosen; else their number can be */
  constructor(choose) {
    this.choose = choose;
    this.#choices.watch(() => this.#draw());
    this.node = element("div", { className: "live" }, element("h3", {}, choose ? "All of its filters" : "The number of filters"), choose ? null : this.#choices.node, this.#sheet, this.#under, this.#scale, this.#words);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    this.#choices.show(scene);
    this.#draw();
  }

  #draw() {
    const scene = this.#scene;
    const layer = scene && convolution(scene);
    const measured = layer && scene.activity.layers.get(layer.name);
    if (!layer || !measured) {
      this.#words.textContent = "This network has no convolution.";
      return;
    }
    const count = this.choose ? filtersOf(layer) : Number(this.#choices.values.filters);
    const tensor = someChannels(measured.tensor, count);
    const size = extent(tensor.shape);
    /** @type {Mosaic} */
    const mosaic = new Mosaic(tensor.shape, {
      hover: (place) => this.#tell(place && `map ${place.channel}, row ${place.row}, column ${place.column}: ${short(tensor.values[numberOf(size, place.channel, place.row, place.column)], 4)}`),
      choose: ({ channel }) => {
        mosaic.choose(channel);
        setAria(mosaic.control, { valuenow: channel, valuetext: `map ${channel}` });
        this.choose?.(channel);
      },
    });
    setAria(mosaic.control, { label: `Response maps of ${layer.name}`, valuemin: 0, valuemax: count - 1, valuenow: 0, valuetext: "map 0" });
    this.#sheet.replaceChildren(mosaic.node);
    mosaic.show(tensor, measured.spans.slice(0, count), measured.spans.map(() => measured.limit));
    this.#scale.replaceChildren(scaleBar(measured.limit));
    const dead = measured.spans.slice(0, count).filter((span) => span.dead).length;
    this.#words.textContent = unbroken(told(layer, count) + (dead ? ` Struck through: the ${dead} that are all zero for this picture.` : ""));
  }

  /** @param {string | null} words */
  #tell(words) {
    this.#under.textContent = words ?? "";
  }
}

/**
 * How many numbers there are to learn, and how many come out.
 * @param {Layer} layer
 * @param {number} count of filters
 */
function told({ name, kernel_size: kernel, input_shape: input, output_shape: output }, count) {
  const channels = input[input.length - 1] ?? 1;
  const [high, wide] = kernel ?? [1, 1];
  const [height, width] = output.map((side) => side ?? 0);
  const weights = high * wide * channels + 1;
  const all = filtersOf(/** @type {Layer} */ ({ output_shape: output }));
  return (
    `${count} of ${name}'s ${all} filters: each has ${times([high, wide, channels])} weights and a bias, ${grouped(count)} \u00d7 ${grouped(weights)} = ${grouped(count * weights)} numbers to learn. ` +
    `Each makes one response map of ${height} \u00d7 ${width}: ${grouped(height * width * count)} numbers come out.`
  );
}

/**
 * 1, 2, 4, ... and all.
 * @param {number} all
 * @returns {[string, string][]}
 */
function powers(all) {
  const counts = Array.from({ length: 12 }, (_, at) => 2 ** at).filter((count) => count < all);
  return [...counts, all].map((count) => [String(count), String(count)]);
}
