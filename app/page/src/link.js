import { START } from "./state.js";
import { decodeSketch, encodeSketch } from "./sketch.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./sketch.js").Sketch} Sketch */

/**
 * What the address says, in its part behind the `#`.
 * @param {string} hash
 * @returns {{state: Partial<State>, sketch: Sketch | null}}
 */
export function readLink(hash) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Partial<State>} */
  const state = { view: said.get("view") ?? START.view };
  for (const name of /** @type {const} */ (["version", "layer"])) state[name] = said.get(name) ?? START[name];
  state.channel = natural(said.get("map")) ?? 0;
  const [row, column] = (said.get("cell") ?? "").split(",").map(natural);
  state.row = row ?? -1;
  state.column = column ?? -1;
  const range = said.get("range");
  state.range = range === "channel" || range === "network" ? range : "layer";
  state.before = said.has("before");
  return { state, sketch: decodeSketch(said.get("ink") ?? "") };
}

/** @param {string | null | undefined} text */
function natural(text) {
  return text && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/**
 * @param {State} state
 * @param {Sketch | null} sketch
 */
export function writeLink(state, sketch) {
  const said = new URLSearchParams();
  if (state.view !== START.view) said.set("view", state.view);
  if (state.version) said.set("version", state.version);
  if (state.layer) said.set("layer", state.layer);
  if (state.layer) said.set("map", String(state.channel));
  if (state.row >= 0) said.set("cell", `${state.row},${state.column}`);
  if (state.range !== START.range) said.set("range", state.range);
  if (state.before) said.set("before", "1");
  if (sketch?.length) said.set("ink", encodeSketch(sketch));
  return `#${said.toString().replaceAll("%2C", ",").replaceAll("%2F", "/")}`;
}
