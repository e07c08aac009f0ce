/** @typedef {import("./network-facts.js").Box} Box */

/** Lines on pictures that are dark in the light, too. */
export const ON_DARK = { accent: "#56cdbd", ink: "#ffd7a8", paper: "rgb(0 0 0 / 75%)" };

/**
 * A box that is seen on light and on dark: a line, and beneath it a wider one of another colour.
 * @param {CanvasRenderingContext2D} pen
 * @param {Box} box in pixels of the canvas
 * @param {number} thick in CSS pixels
 * @param {string} colour
 * @param {string} beneath
 */
export function outline(pen, { x, y, width, height }, thick, colour, beneath) {
  for (const [style, wide] of /** @type {[string, number][]} */ ([[beneath, thick + 2], [colour, thick]])) {
    pen.strokeStyle = style;
    pen.lineWidth = wide * devicePixelRatio;
    pen.strokeRect(x, y, width, height);
  }
}

/**
 * @param {Box} box
 * @param {number} across
 * @param {number} [down]
 * @returns {Box}
 */
export function scaled({ x, y, width, height }, across, down = across) {
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}
