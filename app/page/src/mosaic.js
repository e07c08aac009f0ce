import { mark, paint } from "./atlas.js";
import { lineColours, swatch } from "./colour.js";
import { context, element } from "./element.js";
import { extent } from "./tensor.js";
import { watchTheme } from "./theme.js";
import { Tiling } from "./tiling.js";

/** @typedef {import("./arrays.js").Tensor} Tensor */
/** @typedef {import("./tensor.js").Span} Span */
/** @typedef {import("./tiling.js").Place} Place */

/** All maps of one layer on one canvas, with outlines for the chosen one and the one under the pointer over it. */
export class Mosaic {
  #base = element("canvas", { className: "base", aria: { hidden: true } });
  #over = element("canvas", { className: "over", tabIndex: 0, role: "slider" });
  /** @type {Tensor | null} */
  #tensor = null;
  /** @type {Span[]} */
  #spans = [];
  /** @type {number[]} */
  #limits = [];
  /** @type {Tiling | null} */
  #tiling = null;
  /** @type {Place | null} */
  #hovered = null;
  #chosen = -1;
  #off = new Set();
  /** @type {readonly string[] | null} what stands in the cells of a vector */
  labels = null;
  #scheduled = false;

  /**
   * @param {readonly (number | null)[]} shape
   * @param {{hover: (place: Place | null) => void, choose: (place: Place) => void}} listener
   */
  constructor(shape, listener) {
    this.size = extent(shape);
    this.listener = listener;
    this.node = element("div", { className: "mosaic" }, this.#base, this.#over);
    this.#over.addEventListener("pointermove", (event) => this.#hover(this.#tiling?.locate(event) ?? null));
    this.#over.addEventListener("pointerleave", () => this.#hover(null));
    this.#over.addEventListener("click", (event) => {
      const place = this.#tiling?.locate(event) ?? null;
      if (place) listener.choose(place);
    });
    this.#over.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.fit()).observe(this.node);
    watchTheme(this.#base, () => this.#redraw());
  }

  /** What carries the focus and the name. */
  get control() {
    return this.#over;
  }

  /**
   * @param {Tensor} tensor
   * @param {Span[]} spans
   * @param {number[]} limits of full colour, for each channel
   */
  show(tensor, spans, limits) {
    this.#tensor = tensor;
    this.#spans = spans;
    this.#limits = limits;
    this.#redraw();
  }

  /** @param {number} channel the one that is outlined; none with -1 */
  choose(channel) {
    this.#chosen = channel;
    this.#drawOver();
  }

  /** @param {Iterable<number>} channels those that are switched off */
  switchOff(channels) {
    this.#off = new Set(channels);
    this.#drawOver();
  }

  #redraw() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
      this.#drawOver();
    });
  }

  /** Take the room that there is; at once, so that nothing moves afterwards. */
  fit() {
    const width = this.node.clientWidth;
    if (!width) return;
    this.#tiling = new Tiling(this.size, width);
    const { rows, height, gap } = this.#tiling;
    const deep = rows * (height + gap);
    this.node.style.height = `${deep}px`;
    for (const canvas of [this.#base, this.#over]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(deep * devicePixelRatio);
    }
    this.#draw();
    this.#drawOver();
  }

  #draw() {
    const pen = context(this.#base);
    if (!this.#tiling) return;
    const { columns, width, height } = this.#tiling;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, this.#base.width, this.#base.height);
    const atlas = this.#tensor && paint(this.#tensor, columns, this.#limits);
    const { faint, ink } = lineColours();
    pen.imageSmoothingEnabled = width < this.size.width;
    for (let channel = 0; channel < this.size.channels; channel++) {
      const { x, y } = this.#tiling.corner(channel);
      if (atlas) {
        const [from, down] = [(channel % columns) * this.size.width, Math.floor(channel / columns) * this.size.height];
        pen.drawImage(atlas, from, down, this.size.width, this.size.height, x, y, width, height);
      }
      pen.strokeStyle = faint;
      pen.lineWidth = 1;
      pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
      mark(pen, this.#spans[channel], this.size.vector, { x, y, width, height }, ink);
      if (this.labels && this.#tensor) {
        pen.fillStyle = swatch(this.#tensor.values[channel], this.#limits[channel]).ink;
        pen.font = "14px system-ui, sans-serif";
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText(this.labels[channel] ?? "", x + width / 2, y + height / 2 + 1, width - 4);
      }
    }
  }

  #drawOver() {
    const pen = context(this.#over);
    if (!this.#tiling) return;
    const { accent, ink } = lineColours();
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, this.#over.width, this.#over.height);
    const { width, height } = this.#tiling;
    for (const channel of this.#off) {
      const { x, y } = this.#tiling.corner(channel);
      pen.strokeStyle = ink;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.moveTo(x + 1, y + 1);
      pen.lineTo(x + width - 1, y + height - 1);
      pen.moveTo(x + width - 1, y + 1);
      pen.lineTo(x + 1, y + height - 1);
      pen.stroke();
    }
    if (this.#hovered) {
      const { x, y } = this.#tiling.corner(this.#hovered.channel);
      pen.strokeStyle = ink;
      pen.lineWidth = 1.5;
      pen.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
    }
    if (this.#chosen >= 0 && this.#chosen < this.size.channels) {
      const { x, y } = this.#tiling.corner(this.#chosen);
      pen.strokeStyle = accent;
      pen.lineWidth = 3;
      pen.strokeRect(x, y, width, height);
    }
  }

  /** @param {Place | null} place */
  #hover(place) {
    const before = this.#hovered;
    if (before === place) return;
    if (before && place && before.channel === place.channel && before.row === place.row && before.column === place.column) return;
    this.#hovered = place;
    this.#over.classList.toggle("pointing", place !== null);
    if (before?.channel !== place?.channel) this.#drawOver();
    this.listener.hover(place);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const columns = this.#tiling?.columns ?? 1;
    const last = this.size.channels - 1;
    const chosen = Math.max(0, this.#chosen);
    const next = {
      ArrowLeft: chosen - 1,
      ArrowRight: chosen + 1,
      ArrowUp: chosen - columns,
      ArrowDown: chosen + columns,
      Home: 0,
      End: last,
      Enter: chosen,
      " ": chosen,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= 0 && next <= last) this.listener.choose({ channel: next, row: -1, column: -1 });
  }
}
