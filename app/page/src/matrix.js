import { swatch } from "./colour.js";
import { element } from "./element.js";
import { decimal } from "./number.js";
import { watchTheme } from "./theme.js";

/** @param {HTMLElement} cell */
function paint(cell) {
  const { paper, ink } = swatch(Number(cell.dataset.value), Number(cell.dataset.limit));
  cell.style.backgroundColor = paper;
  cell.style.color = ink;
}

/**
 * Give it the colour of a value, now and after light and dark are exchanged.
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {number} limit
 */
export function tint(cell, value, limit) {
  cell.dataset.value = String(value);
  cell.dataset.limit = String(limit);
  paint(cell);
  watchTheme(cell, () => paint(cell));
}

/**
 * Numbers in their places, each on its colour.
 * @param {string} caption
 * @param {number[][]} rows
 * @param {number} limit
 * @param {number[] | null} [winner] its row and column
 */
export function matrix(caption, rows, limit, winner = null) {
  const small = rows.length > 5 || (rows[0]?.length ?? 0) > 5;
  const table = element("table", { className: small ? "matrix small" : "matrix" }, element("caption", {}, caption));
  rows.forEach((values, row) => {
    const line = element("tr");
    values.forEach((value, column) => {
      const cell = element("td", { title: String(value) }, small ? "" : decimal(value));
      tint(cell, value, limit);
      if (winner && winner[0] === row && winner[1] === column) cell.classList.add("winner");
      line.append(cell);
    });
    table.append(line);
  });
  return table;
}

/**
 * The largest magnitude.
 * @param {number[][]} rows
 */
export function limitOf(rows) {
  return rows.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
