import { context, element } from "./element.js";
import { ON_DARK, outline, scaled } from "./outline.js";
import { watchTheme } from "./theme.js";

/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./activity.js").Frame} Frame */
/** @typedef {{field: Box | null, pointed: Box | null, rows: number[], columns: number[], patches: Box[], drawn: Box | null}} Marks */

/** The frame that the network gets, with what a unit sees of it, and the rows and columns that none sees. */
export class FrameView {
  #base = element("canvas", { role: "img", aria: { label: "The frame that the network gets" } });
  #over = element("canvas", { className: "over", aria: { hidden: true } });
  #image = new Image();
  /** @type {Frame | null} */
  #frame = null;
  /** @type {Marks} */
  #marks = { field: null, pointed: null, rows: [], columns: [], patches: [], drawn: null };

  constructor() {
    this.node = element("div", { className: "frame-view" }, this.#base, this.#over);
    this.#image.addEventListener("load", () => this.#draw());
    new ResizeObserver(() => this.#fit()).observe(this.node);
    watchTheme(this.#over, () => this.#drawOver());
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

  /** @param {Partial<Marks>} marks */
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
    const { field, pointed, rows, columns, patches, drawn } = this.#marks;
    pen.clearRect(0, 0, this.#over.width, this.#over.height);
    pen.fillStyle = "rgb(128 128 128 / 55%)";
    for (const row of rows) pen.fillRect(0, row * down, this.#over.width, down);
    for (const column of columns) pen.fillRect(column * across, 0, across, this.#over.height);
    for (const patch of patches) cover(pen, scaled(patch, across, down));
    if (drawn) cover(pen, scaled(drawn, across, down));
    if (field) outline(pen, scaled(field, across, down), 2, ON_DARK.accent, ON_DARK.paper);
    if (pointed) outline(pen, scaled(pointed, across, down), 2, ON_DARK.ink, ON_DARK.paper);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Box} box
 */
function cover(pen, { x, y, width, height }) {
  pen.fillStyle = "rgb(0 0 0 / 80%)";
  pen.fillRect(x, y, width, height);
  pen.strokeStyle = "#fff";
  pen.lineWidth = devicePixelRatio;
  pen.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  pen.strokeRect(x, y, width, height);
  pen.setLineDash([]);
}
