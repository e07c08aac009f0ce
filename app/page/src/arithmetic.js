import { button, element } from "./element.js";
import { limitOf, matrix, tint } from "./matrix.js";
import { grouped, short } from "./number.js";
import { softmaxTerms } from "./softmax.js";

/**
 * @typedef {{source: number, rank: number, contribution: number, share: number, cell: number[] | null,
 *   inputs: number[][], weights: number[][], products: number[][]}} Contribution
 * @typedef {{layer: string, class: string, inputs: string[], index: number[], number: number, shape: number[],
 *   kind: string, formula: string, source: string,
 *   sum: {terms: number, bias: number, total: number, count: number, magnitude: number},
 *   activation: {name: string, input: number, output: number, softmax: any, calibrated: any},
 *   value: number, pre_activation: number | null, difference: number, allowed_difference: number,
 *   window: {rows: (number | null)[], columns: (number | null)[], padded: boolean} | null,
 *   field: number[] | null, details: Record<string, any>, origin: {layer: string | null, shape: number[]} | null,
 *   ranking: {sources: number[], contributions: number[]}, contributions: Contribution[]}} Explanation
 */

/** What a source is called. */
const SOURCES = /** @type {Record<string, string>} */ ({ channel: "map", number: "number", layer: "input" });

/**
 * The unit's sum, term by term.
 * @param {Explanation} found
 * @param {{showAll: () => void, follow: (source: number) => void}} listener
 * @returns {Node[]}
 */
export function arithmetic(found, { showAll, follow }) {
  const parts = [element("p", { className: "formula" }, sentence(found))];
  if (found.kind === "copy") parts.push(copied(found));
  else if (isMatrix(found)) parts.push(...found.contributions.map((each) => product(found, each, follow)));
  else parts.push(terms(found, follow));
  const all = found.ranking.sources.length;
  const rest = all - found.contributions.length;
  if (rest > 0) {
    const more = button(`Show all ${grouped(all)} ${plural(found)}`, showAll);
    parts.push(element("p", { className: "rest" }, `and ${grouped(rest)} more with less `, more));
  }
  parts.push(sum(found));
  if (found.activation.softmax) parts.push(softmaxTerms(found.activation));
  return parts;
}

/** @param {Explanation} found */
function plural({ source }) {
  return `${SOURCES[source] ?? source}s`;
}

/** @param {Explanation} found */
function isMatrix({ contributions }) {
  return contributions.some(({ inputs }) => inputs.length * (inputs[0]?.length ?? 0) > 1);
}

/** @param {Explanation} found */
function sentence({ kind, formula, details, contributions }) {
  const say = (formula.charAt(0).toUpperCase() + formula.slice(1)).replaceAll(" x ", " \u00d7 ");
  if (kind !== "max pooling") return `${say}.`;
  const [row, column] = details.winner_in_input ?? [];
  return `${say}: ${short(contributions[0].contribution)}, from row ${row}, column ${column} of map ${contributions[0].source}.`;
}

/** @param {Explanation} found */
function copied({ contributions, origin, number, details }) {
  const place = details.place_in_input ?? contributions[0]?.cell;
  if (!place || !origin) return element("p", {}, `The number is handed on: ${short(contributions[0].contribution, 4)}.`);
  const [row, column, channel] = place;
  const [, width, channels] = origin.shape;
  return element(
    "p",
    { className: "copied" },
    `Row ${row}, column ${column} of map ${channel} in ${origin.layer ?? "the frame"} becomes number (${row} \u00d7 ${width} + ${column}) \u00d7 ${channels} + ${channel} = ${number}.`,
  );
}

/**
 * Window x kernel of one input channel.
 * @param {Explanation} found
 * @param {Contribution} each
 * @param {(source: number) => void} follow
 */
function product(found, each, follow) {
  const { inputs, weights, products } = each;
  const pooling = /pooling/.test(found.kind);
  const frame = found.inputs.length === 0 && found.source === "channel";
  const name = frame && found.ranking.sources.length === 1 ? "the frame" : `${SOURCES[found.source] ?? found.source} ${each.source}${frame ? " of the frame" : ""}`;
  const title = element("p", { className: "source" }, found.inputs.length ? origin(name, () => follow(each.source)) : name, element("b", {}, plusMinus(each.contribution)));
  const row = element("div", { className: "product" });
  const winner = found.details.winner ?? null;
  row.append(matrix("window", inputs, limitOf(inputs), winner));
  if (!pooling) row.append(signed("\u00d7", matrix("kernel", weights, limitOf(weights))), signed("=", matrix("products", products, limitOf(products))));
  return element("div", { className: "term" }, title, row);
}

/**
 * Where a term comes from, to go there.
 * @param {string} name
 * @param {() => void} follow
 */
function origin(name, follow) {
  return button(name, follow, { className: "origin", title: "Go there" });
}

/**
 * @param {string} sign that goes before it
 * @param {Node} node
 */
function signed(sign, node) {
  return element("div", { className: "signed" }, element("span", { className: "sign", aria: { hidden: true } }, sign), node);
}

/** @param {number} value */
function plusMinus(value) {
  return (value > 0 ? "+" : "") + short(value, 4);
}

/**
 * Single numbers, each with its weight.
 * @param {Explanation} found
 * @param {(source: number) => void} follow
 */
function terms(found, follow) {
  const head = element("tr", {}, ...["from", "input", "weight", "product"].map((title) => element("th", { scope: "col" }, title)));
  const table = element("table", { className: "terms" }, element("caption", {}, "The largest terms"), head);
  const limit = Math.max(...found.contributions.map(({ contribution }) => Math.abs(contribution)));
  for (const { source, cell, inputs, weights, contribution } of found.contributions) {
    const from = cell ? `${source} (row ${cell[0]}, column ${cell[1]}, map ${cell[2]})` : `${SOURCES[found.source] ?? found.source} ${source}`;
    const last = element("td", {}, plusMinus(contribution));
    tint(last, contribution, limit);
    table.append(
      element("tr", {}, element("th", { scope: "row" }, found.inputs.length ? origin(from, () => follow(source)) : from), element("td", {}, short(inputs[0][0], 4)), element("td", {}, short(weights[0][0], 4)), last),
    );
  }
  return element("div", { className: "scrolled", tabIndex: 0, role: "region", aria: { label: "The largest terms" } }, table);
}

/** @param {Explanation} found */
function sum(found) {
  const { terms: added, bias, total, count } = found.sum;
  const { name, output } = found.activation;
  const lines = /** @type {[string, number, string][]} */ ([
    [`sum of ${grouped(count)} ${count === 1 ? "product" : "products"}`, added, "terms"],
    ["bias", bias, "bias"],
    ["sum with bias", total, "total"],
  ]);
  const activation = name === "relu" ? "relu: the larger of this and 0" : name === "linear" ? "no activation function" : name;
  lines.push([activation, output, "output"], ["what TensorFlow computed", found.value, "value"]);
  const list = element("dl", { className: "sum" });
  for (const [term, value, part] of lines) {
    list.append(element("div", { data: { part } }, element("dt", {}, term), element("dd", { title: String(value), data: { value: String(value) } }, short(value, 6))));
  }
  const near = `They differ by ${short(found.difference, 2)}; up to ${short(found.allowed_difference, 2)} is rounding.`;
  return element("div", { className: "sum-box" }, list, element("p", { className: "note" }, near));
}
