/** @typedef {import("./arrays.js").Tensor} Tensor */
/** @typedef {{height: number, width: number, channels: number, vector: boolean}} Extent */

/**
 * A layer's output as maps: a vector has one cell for each number.
 * @param {readonly (number | null)[]} shape
 * @returns {Extent}
 */
export function extent(shape) {
  const sides = shape.map((side) => side ?? 1);
  const channels = sides[sides.length - 1] ?? 1;
  if (sides.length < 2) return { height: 1, width: 1, channels, vector: true };
  const width = sides[sides.length - 2];
  return { height: sides.slice(0, -2).reduce((product, side) => product * side, 1), width, channels, vector: false };
}

/**
 * @param {Extent} size
 * @param {number} channel
 * @param {number} row
 * @param {number} column
 */
export function numberOf({ width, channels }, channel, row, column) {
  return (row * width + column) * channels + channel;
}

/** @typedef {{low: number, high: number, limit: number, dead: boolean, flat: boolean}} Span */

/**
 * Between which values each channel lies.
 * @param {Tensor} tensor
 * @returns {Span[]}
 */
export function spans({ shape, values }) {
  const { channels, vector } = extent(shape);
  return Array.from({ length: channels }, (_, channel) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = channel; at < values.length; at += channels) {
      if (values[at] < low) low = values[at];
      if (values[at] > high) high = values[at];
    }
    const dead = low === 0 && high === 0;
    return { low, high, limit: Math.max(-low, high), dead, flat: !vector && !dead && low === high };
  });
}

/**
 * The cell of a map with the largest magnitude.
 * @param {Tensor} tensor
 * @param {number} channel
 */
export function strongest({ shape, values }, channel) {
  const { channels, width } = extent(shape);
  let best = channel;
  for (let at = channel; at < values.length; at += channels) if (Math.abs(values[at]) > Math.abs(values[best])) best = at;
  const cell = (best - channel) / channels;
  return { row: Math.floor(cell / width), column: cell % width };
}

/**
 * The first channels alone.
 * @param {Tensor} tensor
 * @param {number} count
 * @returns {Tensor}
 */
export function someChannels({ shape, values }, count) {
  const all = shape[shape.length - 1];
  const kept = Float32Array.from({ length: (values.length / all) * count }, (_, at) => values[Math.floor(at / count) * all + (at % count)]);
  return { shape: [...shape.slice(0, -1), count], values: kept };
}
