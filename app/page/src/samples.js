import { SIDE, tidy } from "./sketch.js";

/** Ten digits as a pen would write them: points in hundredths of the sheet, strokes parted by `/`. */
const WRITTEN = [
  "52,18 38,24 30,42 31,62 40,79 54,82 67,72 72,52 69,32 60,20 48,18",
  "40,34 48,26 55,18 55,40 54,62 53,82",
  "30,34 36,22 50,17 64,24 66,38 56,54 42,68 30,80 46,79 60,79 74,80",
  "32,26 44,18 60,20 66,31 58,43 44,48 60,50 70,62 64,76 48,83 31,76",
  "46,17 38,34 29,56 44,57 60,56 76,54 / 63,34 61,56 58,84",
  "70,19 54,19 38,20 36,34 34,46 48,42 63,47 70,60 64,75 49,82 32,76",
  "62,17 47,28 36,46 32,63 38,78 52,83 66,75 68,62 59,52 46,53 34,66",
  "28,22 44,21 60,20 74,19 66,36 56,56 47,84",
  "64,26 52,18 39,23 40,35 53,46 66,58 67,73 53,83 37,76 36,62 48,49 61,38 64,26",
  "68,30 57,19 41,22 34,36 41,48 56,46 67,33 68,28 67,50 63,68 56,84",
];
const WIDTH = 20;

/**
 * @param {number} digit
 * @returns {import("./sketch.js").Sketch}
 */
export function sample(digit) {
  return WRITTEN[digit].split(" / ").map((stroke) => ({
    width: WIDTH,
    points: tidy(smooth(stroke.split(" ").map((point) => point.split(",").map((part) => (Number(part) / 100) * SIDE)))),
  }));
}

/**
 * A Catmull-Rom curve through the points.
 * @param {number[][]} points
 */
function smooth(points) {
  /** @type {number[]} */
  const curve = [];
  for (let at = 0; at + 1 < points.length; at++) {
    const [before, from, to, after] = [points[at - 1] ?? points[at], points[at], points[at + 1], points[at + 2] ?? points[at + 1]];
    for (let step = 0; step < 6; step++) curve.push(...between(before, from, to, after, step / 6));
  }
  return [...curve, ...points[points.length - 1]];
}

/**
 * @param {number[]} before
 * @param {number[]} from
 * @param {number[]} to
 * @param {number[]} after
 * @param {number} t
 */
function between(before, from, to, after, t) {
  return from.map(
    (start, axis) =>
      0.5 *
      (2 * start +
        (to[axis] - before[axis]) * t +
        (2 * before[axis] - 5 * start + 4 * to[axis] - after[axis]) * t * t +
        (3 * start - before[axis] - 3 * to[axis] + after[axis]) * t * t * t),
  );
}
