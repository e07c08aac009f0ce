import { dark } from "./theme.js";

/**
 * The page's one scale of colours: zero is the middle, blue below, orange above, told apart with every common colour
 * vision. In the dark zero is dark.
 */
const LIGHT = [[8, 48, 107], [66, 146, 198], [198, 219, 239], [255, 255, 255], [253, 212, 180], [227, 94, 40], [103, 0, 13]];
const DARK = [[190, 225, 255], [86, 160, 226], [38, 70, 108], [24, 25, 29], [110, 60, 28], [235, 128, 60], [255, 226, 196]];
const STEPS = 511;

/** @param {number[][]} anchors */
function interpolate(anchors) {
  const table = new Uint8ClampedArray(STEPS * 4);
  for (let step = 0; step < STEPS; step++) {
    const place = (step / (STEPS - 1)) * (anchors.length - 1);
    const below = Math.min(Math.floor(place), anchors.length - 2);
    for (let part = 0; part < 3; part++) {
      table[step * 4 + part] = anchors[below][part] + (anchors[below + 1][part] - anchors[below][part]) * (place - below);
    }
    table[step * 4 + 3] = 255;
  }
  return table;
}

const TABLES = { light: interpolate(LIGHT), dark: interpolate(DARK) };
const WORDS = { light: new Uint32Array(TABLES.light.buffer), dark: new Uint32Array(TABLES.dark.buffer) };

/** A picture's own greys, from 0 (black) to its limit (white), the same in light and dark. */
const GREYS = new Uint32Array(new Uint8ClampedArray(Array.from({ length: 256 * 4 }, (_, at) => (at % 4 === 3 ? 255 : at >> 2))).buffer);

const theme = () => (dark.matches ? "dark" : "light");

/**
 * @param {number} value
 * @param {number} limit the value of full colour
 */
function stepOf(value, limit) {
  const share = limit > 0 ? Math.max(-1, Math.min(1, value / limit)) : 0;
  return Math.round(((share + 1) / 2) * (STEPS - 1));
}

/**
 * Colour `count` values, `stride` apart from `offset` on, into pixels.
 * @param {Float32Array} values
 * @param {number} offset
 * @param {number} stride
 * @param {number} count
 * @param {number} limit
 * @returns {Uint32Array}
 */
export function colours(values, offset, stride, count, limit) {
  const words = WORDS[theme()];
  const half = (STEPS - 1) / 2;
  const gain = limit > 0 ? half / limit : 0;
  const pixels = new Uint32Array(count);
  for (let index = 0, place = offset; index < count; index++, place += stride) {
    const step = values[place] * gain + half;
    pixels[index] = words[step <= 0 ? 0 : step >= STEPS - 1 ? STEPS - 1 : (step + 0.5) | 0];
  }
  return pixels;
}

/**
 * A picture's values as greys, into pixels.
 * @param {Float32Array} values from 0 to `limit`
 * @param {number} limit
 */
export function greys(values, limit) {
  return Uint32Array.from(values, (value) => GREYS[limit > 0 ? Math.round(Math.max(0, Math.min(1, value / limit)) * 255) : 0]);
}

/**
 * The colour of one value, and the ink that is legible on it.
 * @param {number} value
 * @param {number} limit
 */
export function swatch(value, limit) {
  const table = TABLES[theme()];
  const place = stepOf(value, limit) * 4;
  const [red, green, blue] = table.subarray(place, place + 3);
  const ink = luminance(red, green, blue) > 0.179 ? "#000" : "#fff";
  return { paper: `rgb(${red} ${green} ${blue})`, ink };
}

/**
 * WCAG's relative luminance; above 0.179 black is the better ink.
 * @param {...number} levels
 */
function luminance(...levels) {
  const [red, green, blue] = levels.map((level) => {
    const share = level / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The scale from its lowest to its highest value, as CSS. */
export function gradient() {
  const anchors = dark.matches ? DARK : LIGHT;
  return `linear-gradient(to right, ${anchors.map((anchor) => `rgb(${anchor.join(" ")})`).join(", ")})`;
}

/** The page's colours for lines over canvases, as the style sheet has them. */
export function lineColours() {
  const style = getComputedStyle(document.documentElement);
  const named = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { accent: named("--accent"), ink: named("--ink"), faint: named("--line"), paper: named("--paper") };
}
