import { sizeOf } from "./figure.js";

/** @typedef {import("./figure.js").Found} Found */

/**
 * The sizes, counted and by their formula.
 * @param {Found} found
 */
export function size({ input, kernel, parameters, size: { formula, counted, expected } }) {
  const said = formula.replaceAll(" - ", " \u2212 ").replaceAll(" x ", " \u00d7 ");
  const letters = /** @type {[string, unknown][]} */ ([["M", kernel?.shape[0] ?? parameters.size], ["S", parameters.stride ?? parameters.factor]]);
  const known = letters.filter(([letter, value]) => value !== undefined && new RegExp(`\\b${letter}\\b`).test(said)).map(([letter, value]) => `${letter} = ${value}`);
  return `${sizeOf(input.shape)} go in, ${sizeOf(counted)} come out: counted one by one, and ${said}${known.length ? `, with ${known.join(" and ")},` : ""} says ${sizeOf(expected)}.`;
}

/** @param {Found} found */
export function unseen({ unseen: { rows, columns } }) {
  const parts = [list("row", rows), list("column", columns)].filter(Boolean);
  return parts.length ? ` No window sees ${parts.join(" or ")} (hatched).` : "";
}

/**
 * @param {string} noun
 * @param {number[]} places
 */
function list(noun, places) {
  return places.length ? `${noun}${places.length > 1 ? "s" : ""} ${places.join(", ")}` : "";
}
