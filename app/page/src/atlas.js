import { colours } from "./colour.js";
import { context } from "./element.js";
import { extent } from "./tensor.js";

/** @typedef {import("./arrays.js").Tensor} Tensor */
/** @typedef {import("./tensor.js").Span} Span */

const scratch = document.createElement("canvas");

/**
 * All channels side by side, a pixel for each value.
 * @param {Tensor} tensor
 * @param {number} columns
 * @param {number[]} limits
 */
export function paint({ shape, values }, columns, limits) {
  const { height, width, channels } = extent(shape);
  scratch.width = columns * width;
  scratch.height = Math.ceil(channels / columns) * height;
  const words = new Uint32Array(scratch.width * scratch.height);
  for (let channel = 0; channel < channels; channel++) {
    const pixels = colours(values, channel, channels, height * width, limits[channel]);
    const corner = Math.floor(channel / columns) * height * scratch.width + (channel % columns) * width;
    for (let row = 0; row < height; row++) {
      words.set(pixels.subarray(row * width, (row + 1) * width), corner + row * scratch.width);
    }
  }
  const image = new ImageData(new Uint8ClampedArray(words.buffer), scratch.width, scratch.height);
  context(scratch).putImageData(image, 0, 0);
  return scratch;
}

/**
 * A dead map is struck through, a flat one has a point in its middle.
 * @param {CanvasRenderingContext2D} pen
 * @param {Span | undefined} span
 * @param {boolean} vector
 * @param {import("./network-facts.js").Box} box
 * @param {string} ink
 */
export function mark(pen, span, vector, { x, y, width, height }, ink) {
  if (!span || vector || !(span.dead || span.flat)) return;
  pen.strokeStyle = pen.fillStyle = ink;
  pen.globalAlpha = 0.45;
  pen.beginPath();
  if (span.dead) {
    pen.moveTo(x + 4, y + height - 4);
    pen.lineTo(x + width - 4, y + 4);
    pen.stroke();
  } else {
    pen.arc(x + width / 2, y + height / 2, 3, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
}
