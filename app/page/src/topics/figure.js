import { json } from "../api.js";
import { element, reason } from "../element.js";
import { limitOf, matrix } from "../matrix.js";
import { Newest } from "../newest.js";
import { unbroken } from "../number.js";
import { Choices } from "./choices.js";
import { Pane } from "./pane.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("../map.js").Cell} Cell */
/** @typedef {{shape: number[], values: number[][], minimum: number, maximum: number, limit: number}} Output */
/**
 * @typedef {{operation: string, parameters: Record<string, any>, input: {of: string, shape: number[], maps: number[][][]},
 *   kernel: {name: string, shape: number[], maps: number[][][]} | null, output: Output,
 *   size: {formula: string, expected: number[], counted: number[]}, padding: {rows: number[], columns: number[]},
 *   border: boolean[][] | null, unseen: {rows: number[], columns: number[]}, counts: number[][] | null,
 *   winners: number[][] | null, even: boolean | null}} Found
 */
/**
 * What to ask for, and what to say of it. `query` gives null where the network has nothing of the kind.
 * @typedef {{operation: string, query: (values: import("./choices.js").Values, scene: Scene) => Record<string, any> | null,
 *   say: (found: Found) => string, choices?: readonly import("./choices.js").Choice[], counts?: boolean, grey?: boolean,
 *   title?: string}} Plan
 */

const SHOWN = 3; // maps of what goes in, and kernels

/** The page's drawing before and after one operation, worked out by the service. */
export class LiveFigure {
  #asked = new Newest();
  /** @type {Pane[]} */
  #inputs = [];
  #output = new Pane("What comes out", { hover: (cell) => this.#point(cell), choose: (cell) => this.#choose(cell) });
  #counts = new Pane("How many stamps each cell got");
  #kernel = element("div", { className: "kernel" });
  #ins = element("div", { className: "ins" });
  #words = element("p", { className: "figure-words", role: "status" });
  /** @type {Scene | null} */
  #scene = null;
  /** @type {Found | null} */
  #found = null;

  /**
   * @param {Plan} plan
   * @param {Choices} [shared] choices that stand elsewhere
   */
  constructor(plan, shared) {
    this.plan = plan;
    this.choices = shared ?? new Choices(plan.choices ?? []);
    this.choices.watch(() => this.#ask());
    this.own = !shared;
    this.#counts.node.hidden = true;
    const title = plan.title ? element("h3", {}, plan.title) : null;
    const sheets = element("div", { className: "before-after" }, this.#ins, this.#kernel, this.#output.node, this.#counts.node);
    this.node = element("div", { className: "live" }, title, this.own ? this.choices.node : null, sheets, this.#words);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    if (this.own) this.choices.show(scene);
    this.#ask();
  }

  #ask() {
    const scene = this.#scene;
    if (!scene) return;
    const wanted = this.plan.query(this.choices.values, scene);
    if (!wanted) {
      this.#asked.stop();
      this.#words.textContent = "This network has no layer of that kind.";
      return;
    }
    this.#asked.run(async (signal) => {
      try {
        const query = { version: scene.version, ...wanted };
        this.#show(await json(`experiments/${this.plan.operation}`, { body: scene.activity.picture.blob, query, signal }));
      } catch (error) {
        if (signal.aborted) throw error;
        this.#words.textContent = reason(error);
      }
    }, true);
  }

  /** @param {Found} found */
  #show(found) {
    this.#found = found;
    const { output, kernel, border, counts } = found;
    this.#showInputs(found);
    this.#output.show(`comes out: ${sizeOf(output.shape)}`, sheet(output.values, this.plan.grey ? 1 : output.limit, this.plan.grey));
    this.#output.map.markCells(border ? (row, column) => (border[row][column] ? "hatched" : "") : null);
    this.#output.map.choose(null);
    this.#point(null);
    const names = namesOf(found.input);
    const captioned = (/** @type {number} */ at) => (names.length > 1 ? `for ${names[at]}` : (kernel?.name ?? ""));
    this.#kernel.replaceChildren(...(kernel?.maps.slice(0, SHOWN) ?? []).map((rows, at) => matrix(captioned(at), rows, limitOf(rows))));
    this.#kernel.hidden = !kernel;
    this.#counts.node.hidden = !counts || !this.plan.counts;
    if (counts && this.plan.counts) this.#counts.show("how many stamps of the kernel each cell got", sheet(counts, Math.max(...counts.flat()), true));
    this.#words.textContent = unbroken(this.plan.say(found));
  }

  /**
   * Each map with its padding around it, which is shaded; what no window sees is hatched.
   * @param {Found} found
   */
  #showInputs({ input, padding, unseen }) {
    const maps = input.maps.slice(0, SHOWN);
    const picture = input.of === "frame" || input.of === "picture";
    while (this.#inputs.length < maps.length) this.#inputs.push(new Pane("What goes in", { hover: (cell) => this.#stamp(cell) }));
    const [top, bottom] = padding.rows;
    const [left, right] = padding.columns;
    const [height, width] = input.shape;
    const around = top + bottom + left + right ? `, with padding ${sizeOf([top + height + bottom, left + width + right])}` : "";
    const names = namesOf(input);
    const limit = picture ? 1 : Math.max(...maps.map(limitOf));
    maps.forEach((rows, at) => {
      const { map } = this.#inputs[at];
      this.#inputs[at].show(`${names.length > 1 ? names[at] : "goes in"}: ${sizeOf(input.shape)}${around}`, { ...padded(rows, padding, limit), grey: picture });
      map.markCells((row, column) => {
        const [y, x] = [row - top, column - left];
        if (y < 0 || x < 0 || y >= height || x >= width) return "shaded";
        return unseen.rows.includes(y) || unseen.columns.includes(x) ? "hatched" : "";
      });
    });
    this.#ins.replaceChildren(...this.#inputs.slice(0, maps.length).map(({ node }) => node));
  }

  /** @param {Cell} cell */
  #choose(cell) {
    this.#output.map.choose(cell);
    this.#point(cell);
  }

  /**
   * The window on what goes in that a cell of what comes out is made of.
   * @param {Cell | null} cell
   */
  #point(cell) {
    const { operation, kernel, parameters } = this.#found ?? {};
    const [high, wide] = kernel?.shape ?? [Number(parameters?.size ?? 0), Number(parameters?.size ?? 0)];
    const windowed = (operation === "convolve" || operation === "pool") && high;
    const stride = Number(parameters?.stride ?? 1);
    const window = cell && windowed ? { x: cell.column * stride, y: cell.row * stride, width: wide, height: high } : null;
    for (const { map } of this.#inputs) map.markWindow(window);
  }

  /**
   * What a cell of what goes in is stamped onto.
   * @param {Cell | null} cell
   */
  #stamp(cell) {
    const { operation, kernel, parameters } = this.#found ?? {};
    if (operation !== "transpose" && operation !== "upsample") return;
    const step = Number(operation === "transpose" ? parameters?.stride : parameters?.factor);
    const [high, wide] = operation === "transpose" ? (kernel?.shape ?? []) : [step, step];
    const window = cell && high ? { x: cell.column * step, y: cell.row * step, width: wide, height: high } : null;
    this.#output.map.markWindow(window);
    this.#counts.map.markWindow(window);
  }
}

/** @param {readonly number[]} shape */
export function sizeOf([height, width]) {
  return `${height} \u00d7 ${width}`;
}

/**
 * What the maps that go in are called.
 * @param {{of: string, maps: number[][][]}} input
 */
function namesOf({ of, maps }) {
  const [, channels] = /:([\d,]+)$/.exec(of) ?? [];
  return maps.map((_, at) => `map ${channels?.split(",")[at] ?? at}`);
}

/**
 * @param {number[][]} rows
 * @param {number} limit
 * @param {boolean} [grey]
 */
function sheet(rows, limit, grey = false) {
  return { height: rows.length, width: rows[0].length, values: new Float32Array(rows.flat()), limit, grey };
}

/**
 * With zeros around it.
 * @param {number[][]} rows
 * @param {{rows: number[], columns: number[]}} padding before and after
 * @param {number} limit
 */
function padded(rows, { rows: [top, bottom], columns: [left, right] }, limit) {
  const [height, width] = [top + rows.length + bottom, left + rows[0].length + right];
  const values = new Float32Array(height * width);
  rows.forEach((row, at) => values.set(row, (top + at) * width + left));
  return { height, width, values, limit, padding: /** @type {[number, number]} */ ([top, left]) };
}
