import { context, element } from "./element.js";
import { outline, scaled } from "./outline.js";
import { drawSketch, SIDE } from "./sketch.js";
import { EMPTY } from "./subject.js";

/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./subject.js").Sheet} Sheet */
/** @typedef {{x: number, y: number, width: number, down: boolean}} Cursor where the keys hold the pen, on the sheet */

// The sheet is light in the dark, too.
const [INK, CHOSEN, POINTED, BENEATH] = ["#16181d", "#0b6b62", "#8a3b12", "rgb(255 255 255 / 75%)"];

/** What is on the sheet, and over it where the chosen unit looks, where the pointer points, and the keys' pen. */
export class SheetView {
  #base = element("canvas", { className: "sheet" });
  #over = element("canvas", { className: "over", aria: { hidden: true } });
  #sheet = EMPTY;
  /** @type {{chosen: Box | null, pointed: Box | null}} in pixels of the picture */
  #fields = { chosen: null, pointed: null };
  /** @type {Cursor | null} */
  #cursor = null;
  #pixels = 0;
  #scheduled = false;

  constructor() {
    this.node = element("div", { className: "paper" }, this.#base, this.#over);
    new ResizeObserver(() => this.#fit()).observe(this.node);
  }

  get surface() {
    return this.#base;
  }

  /** @param {Sheet} sheet */
  show(sheet) {
    this.#sheet = sheet;
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  /** @param {Partial<{chosen: Box | null, pointed: Box | null}>} fields what a unit sees of the picture, in its pixels */
  mark(fields) {
    Object.assign(this.#fields, fields);
    const told = /** @type {[string, Box | null][]} */ (Object.entries(this.#fields));
    for (const [name, box] of told) this.node.dataset[name] = box ? [box.x, box.y, box.width, box.height].map(Math.round).join() : "";
    this.#drawOver();
  }

  /** @param {Cursor | null} cursor */
  hold(cursor) {
    this.#cursor = cursor;
    this.#drawOver();
  }

  #fit() {
    const pixels = Math.round(this.node.clientWidth * devicePixelRatio);
    if (!pixels || pixels === this.#pixels) return;
    this.#pixels = pixels;
    for (const canvas of [this.#base, this.#over]) canvas.width = canvas.height = pixels;
    this.#draw();
    this.#drawOver();
  }

  #draw() {
    const pen = context(this.#base);
    pen.clearRect(0, 0, this.#pixels, this.#pixels);
    const { sketch, file } = this.#sheet;
    if (file?.image) {
      const { x, y, scale } = this.#layout(file.image);
      pen.drawImage(file.image, x, y, file.image.width * scale, file.image.height * scale);
    } else if (file) {
      tellName(pen, file.name, this.#pixels);
    } else {
      drawSketch(pen, sketch, this.#pixels / SIDE, INK);
    }
  }

  /**
   * Where a picture of that size lies on the sheet.
   * @param {{width: number, height: number}} size
   */
  #layout({ width, height }) {
    const scale = this.#pixels / Math.max(width, height);
    return { x: (this.#pixels - width * scale) / 2, y: (this.#pixels - height * scale) / 2, scale };
  }

  #drawOver() {
    const pen = context(this.#over);
    pen.clearRect(0, 0, this.#pixels, this.#pixels);
    const { x, y, scale } = this.#layout(this.#sheet.file?.image ?? { width: SIDE, height: SIDE });
    const { chosen, pointed } = this.#fields;
    pen.save();
    pen.translate(x, y);
    if (chosen) outline(pen, scaled(chosen, scale), 2, CHOSEN, BENEATH);
    if (pointed) outline(pen, scaled(pointed, scale), 2, POINTED, BENEATH);
    pen.restore();
    if (this.#cursor) drawCursor(pen, this.#cursor, this.#pixels / SIDE);
  }
}

/**
 * A file that the browser cannot show.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} name
 * @param {number} pixels of the sheet
 */
function tellName(pen, name, pixels) {
  pen.fillStyle = INK;
  pen.textAlign = "center";
  pen.font = `${pixels / 20}px system-ui, sans-serif`;
  pen.fillText(name, pixels / 2, pixels * 0.46, pixels * 0.9);
  pen.fillText("cannot be shown here", pixels / 2, pixels * 0.54);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Cursor} cursor
 * @param {number} scale
 */
function drawCursor(pen, { x, y, width, down }, scale) {
  pen.strokeStyle = CHOSEN;
  pen.lineWidth = 2 * devicePixelRatio;
  pen.setLineDash(down ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
  pen.beginPath();
  pen.arc(x * scale, y * scale, (width / 2 + 4) * scale, 0, 7);
  pen.stroke();
  pen.setLineDash([]);
}
