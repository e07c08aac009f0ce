/**
 * A stroke's points are x, y, x, y, ... on a square sheet of `SIDE`; a sketch is its strokes, in their order.
 * @typedef {{width: number, points: number[]}} Stroke
 * @typedef {readonly Stroke[]} Sketch
 */

export const SIDE = 280;
/** The most points of a stroke, so that one byte of a link counts them; a longer one is two. */
export const LONGEST = 250;
const GRID = 4095; // steps in 12 bits: over the sheet, and half of it beyond each edge

/**
 * Draw it: smooth through the midpoints of what was recorded.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sketch} sketch
 * @param {number} scale pixels for each unit of the sheet
 * @param {string} ink
 */
export function drawSketch(pen, sketch, scale, ink) {
  pen.save();
  pen.scale(scale, scale);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = ink;
  for (const { width, points } of sketch) {
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(points[0], points[1]);
    for (let at = 2; at + 3 < points.length; at += 2) {
      const [x, y] = [points[at], points[at + 1]];
      pen.quadraticCurveTo(x, y, (x + points[at + 2]) / 2, (y + points[at + 3]) / 2);
    }
    pen.lineTo(points[points.length - 2], points[points.length - 1] + (points.length === 2 ? 0.01 : 0));
    pen.stroke();
  }
  pen.restore();
}

/**
 * As the picture that is sent: black on white.
 * @param {Sketch} sketch
 * @returns {Promise<Blob>}
 */
export async function toPicture(sketch) {
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = SIDE;
  const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d", { alpha: false }));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  drawSketch(pen, sketch, 1, "#000");
  return new Promise((resolve, reject) => {
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("this browser makes no PNG"))), "image/png");
  });
}

/**
 * Points as a link can hold them: on a grid, and none nearer than three units to the one before it but the last.
 * @param {readonly number[]} points
 * @returns {number[]}
 */
export function tidy(points) {
  /** @type {number[]} */
  const kept = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = kept.slice(-2);
    const last = at + 2 >= points.length;
    if (!kept.length || last || Math.hypot(points[at] - x, points[at + 1] - y) >= 3) kept.push(points[at], points[at + 1]);
  }
  return kept.map((each) => ofStep(stepOf(each)));
}

/** @param {number} place */
function stepOf(place) {
  return Math.max(0, Math.min(GRID, Math.round((place / (2 * SIDE) + 0.25) * GRID)));
}

/** @param {number} step */
function ofStep(step) {
  return (step / GRID - 0.25) * 2 * SIDE;
}

/**
 * A few bytes for each stroke, so that a link can hold a drawing: width, count, and three bytes for each point. What
 * `tidy` has been over comes back as it was, to the last digit.
 * @param {Sketch} sketch
 */
export function encodeSketch(sketch) {
  /** @type {number[]} */
  const bytes = [];
  for (const { width, points } of sketch) {
    bytes.push(Math.round(width), points.length / 2);
    for (let at = 0; at < points.length; at += 2) {
      const [x, y] = [stepOf(points[at]), stepOf(points[at + 1])];
      bytes.push(x >> 4, ((x & 15) << 4) | (y >> 8), y & 255);
    }
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @param {string} text
 * @returns {Sketch | null} null where it holds none
 */
export function decodeSketch(text) {
  if (!/^[\w-]{8,20000}$/.test(text) || text.length % 4 === 1) return null;
  const bytes = [...atob(text.replaceAll("-", "+").replaceAll("_", "/"))].map((letter) => letter.charCodeAt(0));
  /** @type {Stroke[]} */
  const strokes = [];
  for (let at = 0; at < bytes.length; ) {
    const [width, count] = [bytes[at], bytes[at + 1] ?? 0];
    const packed = bytes.slice(at + 2, at + 2 + count * 3);
    if (!width || !count || packed.length !== count * 3) return null;
    strokes.push({ width, points: unpacked(packed) });
    at += 2 + count * 3;
  }
  return strokes.length ? strokes : null;
}

/** @param {number[]} bytes three for each point */
function unpacked(bytes) {
  /** @type {number[]} */
  const points = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [high, middle, low] = bytes.slice(at, at + 3);
    points.push(ofStep((high << 4) | (middle >> 4)), ofStep(((middle & 15) << 8) | low));
  }
  return points;
}
