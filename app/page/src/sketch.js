/**
 * A stroke's points are x, y, x, y, ... on a square sheet of `SIDE`; a sketch is its strokes, in their order.
 * @typedef {{width: number, points: number[]}} Stroke
 * @typedef {readonly Stroke[]} Sketch
 */

export const SIDE = 280;

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
 * A few bytes for each stroke, so that a link can hold a drawing: width, count, the first point, and steps.
 * @param {Sketch} sketch
 */
export function encodeSketch(sketch) {
  /** @type {number[]} */
  const bytes = [];
  for (const { width, points } of sketch) {
    const sparse = thinned(points);
    bytes.push(Math.round(width), sparse.length / 2);
    for (const each of sparse) bytes.push(Math.round((Math.max(0, Math.min(SIDE, each)) / SIDE) * 255));
  }
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * At most 250 points, none nearer than three units to the one before it.
 * @param {number[]} points
 */
function thinned(points) {
  /** @type {number[]} */
  const kept = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = kept.slice(-2);
    const last = at + 2 >= points.length;
    if (!kept.length || last || Math.hypot(points[at] - x, points[at + 1] - y) >= 3) kept.push(points[at], points[at + 1]);
  }
  const every = Math.ceil(kept.length / 500);
  return every === 1 ? kept : kept.filter((_, at) => Math.floor(at / 2) % every === 0);
}

/**
 * @param {string} text
 * @returns {Sketch | null} null where it holds none
 */
export function decodeSketch(text) {
  if (!/^[\w-]{8,20000}$/.test(text)) return null;
  const bytes = [...atob(text.replaceAll("-", "+").replaceAll("_", "/"))].map((letter) => letter.charCodeAt(0));
  /** @type {Stroke[]} */
  const strokes = [];
  for (let at = 0; at + 3 < bytes.length; ) {
    const [width, count] = [bytes[at], bytes[at + 1]];
    const points = bytes.slice(at + 2, at + 2 + count * 2).map((byte) => (byte / 255) * SIDE);
    if (!width || points.length < 2 || points.length !== count * 2) return null;
    strokes.push({ width, points });
    at += 2 + count * 2;
  }
  return strokes.length ? strokes : null;
}
