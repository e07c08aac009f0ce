import { arrays, json } from "./api.js";
import { spans } from "./tensor.js";

/**
 * @typedef {import("./network-facts.js").Box} Box
 * @typedef {import("./tensor.js").Span} Span
 * @typedef {import("./arrays.js").Tensor} Tensor
 * @typedef {{shape: number[], image: string, on_picture: Box | null}} Frame
 * @typedef {{tensor: Tensor, spans: Span[], limit: number}} Measured
 */

/** What one picture makes of every layer, from one forward pass. */
export class Activity {
  /**
   * @param {Map<string, Tensor>} maps
   * @param {Frame} frame
   * @param {import("./subject.js").Picture} picture
   * @param {number[]} outputs of the last layer
   */
  constructor(maps, frame, picture, outputs) {
    this.frame = frame;
    this.picture = picture;
    this.outputs = outputs;
    /** @type {Map<string, Measured>} */
    this.layers = new Map();
    for (const [name, tensor] of maps) {
      const found = spans(tensor);
      this.layers.set(name, { tensor, spans: found, limit: Math.max(...found.map((span) => span.limit)) });
    }
    this.largest = Math.max(...[...this.layers.values()].map(({ limit }) => limit));
  }

  /**
   * The value of full colour.
   * @param {import("./state.js").Range} range
   * @param {Span} span of the map
   * @param {number} layer the layer's limit
   */
  limit(range, span, layer) {
    return range === "channel" ? span.limit : range === "layer" ? layer : this.largest;
  }

  /**
   * A part of the frame as a part of the picture.
   * @param {Box | null} field
   * @returns {Box | null}
   */
  onPicture(field) {
    const place = this.frame.on_picture;
    if (!field || !place) return null;
    const [height, width] = this.frame.shape;
    const [across, down] = [place.width / width, place.height / height];
    return { x: place.x + field.x * across, y: place.y + field.y * down, width: field.width * across, height: field.height * down };
  }
}

/**
 * Ask for all maps of a picture.
 * @param {import("./subject.js").Picture} picture
 * @param {import("./network-facts.js").Network} network
 * @param {{version: string, before: boolean}} state
 * @param {AbortSignal} signal
 */
export async function look(picture, network, { version, before }, signal) {
  const last = network.layers[network.layers.length - 1].name;
  const asking = { body: picture.blob, signal };
  const [maps, answer] = await Promise.all([
    arrays("feature-maps", { ...asking, query: { version, pre_activation: before || null } }),
    json(`feature-maps/${encodeURIComponent(last)}`, { ...asking, query: { version, values: true } }),
  ]);
  return new Activity(maps, answer.frame, picture, answer.layers[0].values);
}
