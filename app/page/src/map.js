import { colours, greys, lineColours } from "./colour.js";
import { context, element, setAria } from "./element.js";
import { short } from "./number.js";
import { ON_DARK, outline, scaled } from "./outline.js";
import { extent } from "./tensor.js";
import { watchTheme } from "./theme.js";

/** @typedef {import("./arrays.js").Tensor} Tensor */
/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {{row: number, column: number}} Cell */
/**
 * A picture is `grey`; with padding around it, `padding` are the rows above and the columns before its first cell.
 * @typedef {{height: number, width: number, values: Float32Array, limit: number, grey?: boolean, padding?: [number, number]}} Sheet
 */
/** @typedef {"hatched" | "shaded" | ""} Mark */

const scratch = document.createElement("canvas");

/** One map enlarged: value under the pointer, a cell to choose, a window to mark. */
export class MapView {
  #base = element("canvas", { aria: { hidden: true } });
  #over = element("canvas", { className: "over", tabIndex: 0, role: "slider" });
  #under = element("output", { className: "under-pointer" });
  /** @type {Sheet | null} */
  #map = null;
  /** @type {Cell | null} */
  #chosen = null;
  /** @type {Cell | null} */
  #hovered = null;
  /** @type {Box | null} */
  #window = null;
  /** @type {((row: number, column: number) => Mark) | null} */
  #marked = null;

  /**
   * @param {string} name
   * @param {{hover?: (cell: Cell | null) => void, choose?: (cell: Cell) => void}} listener
   */
  constructor(name, listener) {
    this.name = name;
    this.listener = listener;
    this.box = element("div", { className: "map-box" }, this.#base, this.#over);
    this.node = element("div", { className: "map-view" }, this.box, this.#under);
    this.#over.addEventListener("pointermove", (event) => this.#hover(this.#locate(event)));
    this.#over.addEventListener("pointerleave", () => this.#hover(null));
    this.#over.addEventListener("click", (event) => {
      const cell = this.#locate(event);
      if (cell) listener.choose?.(cell);
    });
    this.#over.addEventListener("keydown", (event) => this.#key(event));
    this.#over.addEventListener("blur", () => this.#hover(null));
    setAria(this.#over, { label: name, valuemin: 0, valuemax: 0, valuenow: 0 });
    new ResizeObserver(() => this.#fit()).observe(this.box);
    watchTheme(this.#base, () => this.#draw());
  }

  /**
   * @param {Tensor} tensor
   * @param {number} channel
   * @param {number} limit
   */
  showChannel({ shape, values }, channel, limit) {
    const { height, width, channels } = extent(shape);
    const picked = new Float32Array(height * width);
    for (let at = 0; at < picked.length; at++) picked[at] = values[at * channels + channel];
    this.show({ height, width, values: picked, limit });
  }

  /** @param {Sheet} map */
  show(map) {
    this.#map = map;
    this.box.style.aspectRatio = `${map.width} / ${map.height}`;
    setAria(this.#over, { label: `${this.name}: move with the arrow keys`, valuemin: 0, valuemax: map.values.length - 1 });
    this.#tell(this.#chosen);
    this.#fit();
    this.#draw();
  }

  /** @param {Cell | null} cell */
  choose(cell) {
    this.#chosen = cell;
    this.#tell(cell);
    this.#drawOver();
  }

  /** @param {Box | null} window in cells */
  markWindow(window) {
    this.#window = window;
    this.#drawOver();
  }

  /** @param {((row: number, column: number) => Mark) | null} marked */
  markCells(marked) {
    this.#marked = marked;
    this.#drawOver();
  }

  #fit() {
    const [wide, high] = [this.box.clientWidth, this.box.clientHeight].map((side) => Math.round(side * devicePixelRatio));
    if (!wide || (this.#base.width === wide && this.#base.height === high)) return;
    for (const canvas of [this.#base, this.#over]) Object.assign(canvas, { width: wide, height: high });
    this.#draw();
  }

  #draw() {
    if (!this.#map) return;
    const { height, width, values, limit, grey } = this.#map;
    Object.assign(scratch, { width, height });
    const words = grey ? greys(values, limit) : colours(values, 0, 1, values.length, limit);
    context(scratch).putImageData(new ImageData(new Uint8ClampedArray(words.buffer), width, height), 0, 0);
    const pen = context(this.#base);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(scratch, 0, 0, this.#base.width, this.#base.height);
    this.#drawOver();
  }

  #drawOver() {
    if (!this.#map) return;
    const pen = context(this.#over);
    const [across, down] = [this.#over.width / this.#map.width, this.#over.height / this.#map.height];
    const { accent, ink, paper } = this.#map.grey ? ON_DARK : lineColours();
    const draw = (/** @type {Box} */ box, /** @type {string} */ colour) => outline(pen, scaled(box, across, down), 2, colour, paper);
    pen.clearRect(0, 0, this.#over.width, this.#over.height);
    this.#drawMarks(pen, across, down, ink);
    if (this.#window) draw(this.#window, accent);
    if (this.#hovered) draw({ x: this.#hovered.column, y: this.#hovered.row, width: 1, height: 1 }, ink);
    if (this.#chosen) draw({ x: this.#chosen.column, y: this.#chosen.row, width: 1, height: 1 }, accent);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} across
   * @param {number} down
   * @param {string} ink
   */
  #drawMarks(pen, across, down, ink) {
    if (!this.#map || !this.#marked) return;
    pen.strokeStyle = ink;
    pen.fillStyle = "rgb(128 128 128 / 45%)";
    pen.globalAlpha = 0.8;
    pen.lineWidth = devicePixelRatio;
    pen.beginPath();
    for (let row = 0; row < this.#map.height; row++) {
      for (let column = 0; column < this.#map.width; column++) {
        const mark = this.#marked(row, column);
        if (mark === "shaded") pen.fillRect(column * across, row * down, across, down);
        if (mark !== "hatched") continue;
        pen.moveTo(column * across, (row + 1) * down);
        pen.lineTo((column + 1) * across, row * down);
      }
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /**
   * @param {MouseEvent} event
   * @returns {Cell | null}
   */
  #locate({ offsetX, offsetY }) {
    if (!this.#map) return null;
    const row = Math.floor((offsetY / this.box.clientHeight) * this.#map.height);
    const column = Math.floor((offsetX / this.box.clientWidth) * this.#map.width);
    const inside = row >= 0 && column >= 0 && row < this.#map.height && column < this.#map.width;
    return inside ? { row, column } : null;
  }

  /** @param {Cell | null} cell */
  #hover(cell) {
    if (cell?.row === this.#hovered?.row && cell?.column === this.#hovered?.column) return;
    this.#hovered = cell;
    this.#under.textContent = cell ? this.#describe(cell) : "";
    this.#drawOver();
    this.listener.hover?.(cell);
  }

  /** @param {Cell} cell */
  #describe({ row, column }) {
    const value = this.#map?.values[row * this.#map.width + column];
    const [above, before] = this.#map?.padding ?? [0, 0];
    return value === undefined ? "" : `row ${short(row - above)}, column ${short(column - before)}: ${short(value, 4)}`;
  }

  /** @param {Cell | null} cell */
  #tell(cell) {
    const { row, column } = cell ?? { row: 0, column: 0 };
    setAria(this.#over, { valuenow: row * (this.#map?.width ?? 1) + column, valuetext: this.#describe({ row, column }) || "nothing" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !this.#map) return;
    event.preventDefault();
    const from = (this.listener.choose ? this.#chosen : this.#hovered) ?? { row: 0, column: 0 };
    const row = Math.max(0, Math.min(this.#map.height - 1, from.row + step[0]));
    const column = Math.max(0, Math.min(this.#map.width - 1, from.column + step[1]));
    if (this.listener.choose) {
      this.listener.choose({ row, column });
    } else {
      this.#hover({ row, column });
      this.#tell({ row, column });
    }
  }
}
