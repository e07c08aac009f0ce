/** @typedef {import("../activity.js").Activity} Activity */
/** @typedef {import("../network-facts.js").Network} Network */
/** @typedef {import("../network-facts.js").Layer} Layer */
/** @typedef {{activity: Activity, network: Network, version: string}} Scene what the figures are drawn from */

/**
 * The drawing as one sheet of greys, light ink on dark: the frame, or of a network in colour the picture in its size.
 * @param {Scene} scene
 * @param {boolean} [dark] with dark ink on light instead
 */
export function drawing({ activity }, dark = false) {
  const { shape } = activity.frame;
  if (shape.length < 3 || shape[2] === 1) return { of: "frame", invert: dark || null };
  const drawn = !activity.picture.sheet.file; // black on white
  return { of: "picture", side: Math.max(16, shape[0], shape[1]), invert: drawn !== dark || null };
}

/**
 * The first convolution: its filters can be borrowed.
 * @param {Scene} scene
 * @returns {Layer | null}
 */
export function convolution({ network }) {
  return network.layers.find((layer) => layer.class === "Conv2D") ?? null;
}

/**
 * How many filters it has.
 * @param {Layer | null} layer
 */
export function filtersOf(layer) {
  return layer ? (layer.output_shape[layer.output_shape.length - 1] ?? 0) : 0;
}

/**
 * The layers that give maps.
 * @param {Scene} scene
 */
export function mapped({ activity }) {
  return [...activity.layers].filter(([, { tensor }]) => tensor.shape.length === 3).map(([name]) => name);
}

/**
 * The channels of a layer, the strongest on this drawing first.
 * @param {Scene} scene
 * @param {string} layer
 */
export function strongestOf({ activity }, layer) {
  const spans = activity.layers.get(layer)?.spans ?? [];
  return spans.map((_, channel) => channel).sort((one, other) => spans[other].limit - spans[one].limit);
}

/**
 * A map of the middle of the network, small enough to see its cells grow; the drawing where there are no maps.
 * @param {Scene} scene
 */
export function smallMap(scene) {
  const names = mapped(scene);
  const name = names[Math.min(2, names.length - 1)];
  return name ? { of: `${name}:${strongestOf(scene, name)[0]}` } : drawing(scene);
}
