import { lineColours, watchTheme } from "./colour.js";
import { context, element } from "./element.js";

/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./activity.js").Frame} Frame */

/** The frame that the network gets, with what a unit sees of it, and the rows and columns that none sees. */
export class FrameView {
  #base = element("canvas", { role: "img", aria: { label: "The frame that the network gets" } });
  #over = element("canvas", { className: "over", aria: { hidden: true } });
  #image = new Image();
  /** @type {Frame | null} */
  #frame = null;
  /** @type {{field: Box | null, pointed: Box | null, rows: number[], columns: number[], patches: Box[]}} */
  #marks = { field: null, pointed: null, rows: [], columns: [], patches: [] };

  constructor() {
    this.node = element("div", { className: "frame-view" }, this.#base, this.#over);
    this.#image.addEventListener("load", () => this.#draw());
    new ResizeObserver(() => this.#fit()).observe(this.node);
    watchTheme(() => this.#drawOver());
  }

  get surface() {
    return this.#over;
  }

  get shape() {
    return this.#frame?.shape ?? [1, 1, 1];
  }

  /** @param {Frame} frame */
  show(frame) {
    this.#frame = frame;
    this.node.style.aspectRatio = `${frame.shape[1]} / ${frame.shape[0]}`;
    this.#image.src = frame.image;
    this.#fit();
  }

  /** @param {Partial<{field: Box | null, pointed: Box | null, rows: number[], columns: number[], patches: Box[]}>} marks */
  mark(marks) {
    Object.assign(this.#marks, marks);
    this.#drawOver();
  }

  #fit() {
    const [wide, high] = [this.node.clientWidth, this.node.clientHeight].map((side) => Math.round(side * devicePixelRatio));
    if (!wide || (this.#base.width === wide && this.#base.height === high)) return;
    for (const canvas of [this.#base, this.#over]) Object.assign(canvas, { width: wide, height: high });
    this.#draw();
    this.#drawOver();
  }

  #draw() {
    if (!this.#image.complete || !this.#image.naturalWidth) return;
    const pen = context(this.#base);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.#image, 0, 0, this.#base.width, this.#base.height);
  }

  #drawOver() {
    if (!this.#frame) return;
    const pen = context(this.#over);
    const [height, width] = this.#frame.shape;
    const [across, down] = [this.#over.width / width, this.#over.height / height];
    const { accent } = lineColours();
    pen.clearRect(0, 0, this.#over.width, this.#over.height);
    pen.fillStyle = "rgb(128 128 128 / 55%)";
    for (const row of this.#marks.rows) pen.fillRect(0, row * down, this.#over.width, down);
    for (const column of this.#marks.columns) pen.fillRect(column * across, 0, across, this.#over.height);
    for (const { x, y, width: wide, height: high } of this.#marks.patches) {
      pen.fillStyle = "rgb(0 0 0 / 80%)";
      pen.fillRect(x * across, y * down, wide * across, high * down);
      pen.strokeStyle = "#fff";
      pen.setLineDash([4, 4]);
      pen.strokeRect(x * across, y * down, wide * across, high * down);
      pen.setLineDash([]);
    }
    const boxes = /** @type {[Box | null, string, number][]} */ ([
      [this.#marks.field, accent, 2.5],
      [this.#marks.pointed, "#fff", 1.5],
    ]);
    for (const [box, colour, thick] of boxes) {
      if (!box) continue;
      pen.lineWidth = thick * devicePixelRatio;
      pen.strokeStyle = colour;
      pen.strokeRect(box.x * across, box.y * down, box.width * across, box.height * down);
    }
  }
}
