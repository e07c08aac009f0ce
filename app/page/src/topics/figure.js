import { json } from "../api.js";
import { element } from "../element.js";
import { scaleBar } from "../legend.js";
import { MapView } from "../map.js";
import { limitOf, matrix } from "../matrix.js";
import { Newest } from "../newest.js";

/** @typedef {import("../activity.js").Activity} Activity */
/** @typedef {Record<string, string>} Values */
/** @typedef {{name: string, title: string, options: readonly (readonly [string, string])[], value?: string}} Choice */
/** @typedef {{shape: number[], values: number[][], minimum: number, maximum: number, limit: number}} Output */
/**
 * @typedef {{operation: string, parameters: Record<string, any>, input: {of: string, shape: number[], maps: number[][][]},
 *   kernel: {name: string, shape: number[], maps: number[][][]} | null, output: Output,
 *   size: {formula: string, expected: number[], counted: number[]}, padding: {rows: number[], columns: number[]},
 *   border: boolean[][] | null, unseen: {rows: number[], columns: number[]}, counts: number[][] | null,
 *   winners: number[][] | null, even: boolean | null}} Found
 */
/**
 * @typedef {{operation: string, choices: Choice[], query: (values: Values, activity: Activity) => Record<string, any>,
 *   say: (found: Found) => string, counts?: boolean, title?: string}} Plan
 */

/** The page's drawing before and after one operation, worked out by the service; with choices to play with. */
export class LiveFigure {
  #asked = new Newest();
  #input;
  #output;
  #counts = new MapView("How many stamps each cell got", {});
  #words = element("p", { className: "figure-words", role: "status" });
  #kernel = element("div", { className: "kernel" });
  #scale = element("div");
  /** @type {Map<string, HTMLSelectElement>} */
  #choices = new Map();
  /** @type {Activity | null} */
  #activity = null;
  /** @type {Found | null} */
  #found = null;
  #version = "";

  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
    this.#input = new MapView("What goes in", {});
    this.#output = new MapView("What comes out", { hover: (cell) => this.#point(cell), choose: (cell) => this.#point(cell) });
    const tools = element("div", { className: "tools" }, ...plan.choices.map((choice) => this.#select(choice)));
    const counted = element("figure", { hidden: !plan.counts }, this.#counts.node, element("figcaption", {}, "How many stamps of the kernel each cell got"));
    this.node = element(
      "div",
      { className: "live" },
      plan.title ? element("h3", {}, plan.title) : null,
      tools,
      element(
        "div",
        { className: "before-after" },
        element("figure", {}, this.#input.node, element("figcaption", {}, "in")),
        this.#kernel,
        element("figure", {}, this.#output.node, element("figcaption", {}, "out")),
        counted,
      ),
      this.#scale,
      this.#words,
    );
  }

  /**
   * @param {Activity | null} activity
   * @param {string} version
   */
  show(activity, version) {
    this.#activity = activity;
    this.#version = version;
    this.#ask();
  }

  /** @param {Choice} choice */
  #select({ name, title, options, value }) {
    const made = element("select", { onchange: () => this.#ask() }, ...options.map(([each, text]) => element("option", { value: each, selected: each === value }, text)));
    this.#choices.set(name, made);
    return element("label", { className: "choice" }, `${title} `, made);
  }

  #ask() {
    const activity = this.#activity;
    if (!activity) return;
    const values = Object.fromEntries([...this.#choices].map(([name, select]) => [name, select.value]));
    const query = { version: this.#version, ...this.plan.query(values, activity) };
    this.#asked.run(async (signal) => {
      try {
        this.#show(await json(`experiments/${this.plan.operation}`, { body: activity.picture.blob, query, signal }));
      } catch (error) {
        if (signal.aborted) throw error;
        this.#words.textContent = error instanceof Error ? error.message : String(error);
      }
    }, true);
  }

  /** @param {Found} found */
  #show(found) {
    this.#found = found;
    const { input, output, kernel, border, unseen } = found;
    const limit = limitOf(input.maps[0]);
    this.#input.show(flat(input.maps[0], limit));
    this.#input.markCells((row, column) => unseen.rows.includes(row) || unseen.columns.includes(column));
    this.#output.show(flat(output.values, output.limit));
    this.#output.markCells(border ? (row, column) => border[row][column] : null);
    this.#point(null);
    this.#kernel.replaceChildren(...(kernel ? kernel.maps.slice(0, 3).map((rows) => matrix(kernel.name, rows, limitOf(rows))) : []));
    this.#kernel.hidden = !kernel;
    this.#scale.replaceChildren(scaleBar(output.limit));
    if (found.counts && this.plan.counts) this.#counts.show(flat(found.counts, Math.max(...found.counts.flat())));
    this.#words.textContent = this.plan.say(found);
  }

  /**
   * The window on the input that a cell of the output comes from.
   * @param {{row: number, column: number} | null} cell
   */
  #point(cell) {
    const found = this.#found;
    const side = found?.kernel?.shape[0] ?? Number(found?.parameters.size ?? 0);
    const windowed = found && (found.operation === "convolve" || found.operation === "pool") && side;
    if (!cell || !windowed) {
      this.#input.markWindow(null);
      return;
    }
    const stride = Number(found.parameters.stride ?? 1);
    const [y, x] = [cell.row * stride - found.padding.rows[0], cell.column * stride - found.padding.columns[0]];
    this.#output.choose(cell);
    this.#input.markWindow({ x, y, width: side, height: side });
  }
}

/**
 * @param {number[][]} rows
 * @param {number} limit
 */
function flat(rows, limit) {
  return { height: rows.length, width: rows[0].length, values: new Float32Array(rows.flat()), limit };
}

/** Kernels by name, as choices. */
export const KERNELS = /** @type {const} */ ([
  ["edges", "edges, in any direction"],
  ["horizontal", "horizontal edges"],
  ["vertical", "vertical edges"],
  ["blur", "blur"],
  ["gaussian", "gaussian blur"],
  ["sharpen", "sharpen"],
  ["emboss", "emboss"],
  ["identity", "identity"],
]);

/**
 * @param {number} from
 * @param {number} to
 * @returns {[string, string][]}
 */
export function numbers(from, to) {
  return Array.from({ length: to - from + 1 }, (_, at) => [String(from + at), String(from + at)]);
}

/**
 * The first layer that is a convolution, whose filters can be borrowed.
 * @param {Activity} activity
 */
export function mapsOf(activity) {
  return [...activity.layers].filter(([, { tensor }]) => tensor.shape.length === 3).map(([name]) => name);
}
