import { lineColours, watchTheme } from "./colour.js";
import { context, element } from "./element.js";
import { drawSketch, SIDE } from "./sketch.js";
import { EMPTY } from "./subject.js";

/** @typedef {import("./subject.js").Subject} Subject */
/** @typedef {import("./subject.js").Sheet} Sheet */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HINT = "Drawing sheet. Draw with the mouse, a pen or a finger; or with the arrow keys, where the space bar sets the pen down and lifts it.";

/** The sheet to draw on, and over it where the chosen unit looks. */
export class Pad {
  #canvas = element("canvas", { className: "sheet", tabIndex: 0, role: "application", aria: { label: HINT } });
  #over = element("canvas", { className: "over", aria: { hidden: true } });
  /** @type {number | null} */
  #pointer = null;
  #down = false;
  #cursor = { x: SIDE / 2, y: SIDE / 4, shown: false };
  /** @type {Box | null} in pixels of the picture */
  #field = null;
  #pixels = 0;
  #drawn = false;

  /** In units of the sheet; what its setting says. */
  width = 20;

  /** @param {Subject} subject */
  constructor(subject) {
    this.subject = subject;
    this.node = element("div", { className: "paper" }, this.#canvas, this.#over);
    this.#listen();
    new ResizeObserver(() => this.#fit()).observe(this.node);
    subject.live.watch(() => this.#draw());
    watchTheme(() => this.#drawOver());
  }

  /**
   * Mark a part of the picture, in its pixels; nothing with null.
   * @param {Box | null} field
   */
  mark(field) {
    this.#field = field;
    this.#drawOver();
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#start(event));
    canvas.addEventListener("pointermove", (event) => this.#follow(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(end, (event) => this.#end(event));
    }
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#lift(false));
  }

  /** @param {PointerEvent} event */
  #start(event) {
    if (this.#pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#begin(this.#place(event));
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.#extend((events.length ? events : [event]).flatMap((each) => this.#place(each)));
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.subject.settle();
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const bounds = this.#canvas.getBoundingClientRect();
    const scale = SIDE / bounds.width;
    return [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
  }

  /** @param {number[]} point */
  #begin(point) {
    const sheet = this.subject.live.value;
    const before = sheet.file || sheet.untouched ? EMPTY : sheet;
    const sketch = [...before.sketch, { width: this.width, points: point }];
    this.subject.replace({ ...EMPTY, sketch });
  }

  /** @param {number[]} points */
  #extend(points) {
    const { sketch } = this.subject.live.value;
    const stroke = sketch[sketch.length - 1];
    if (!stroke) return;
    const longer = { ...stroke, points: [...stroke.points, ...points] };
    this.subject.grow({ ...EMPTY, sketch: [...sketch.slice(0, -1), longer] });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) this.subject.redo();
      else this.subject.undo();
      return;
    }
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step) this.#move(step, event.shiftKey ? 2 : 8);
    else if (event.key === " ") this.#lift(!this.#down);
    else return;
    event.preventDefault();
    this.#cursor.shown = true;
    this.#drawOver();
  }

  /**
   * @param {number[]} step
   * @param {number} length
   */
  #move([x, y], length) {
    const kept = (/** @type {number} */ value) => Math.max(0, Math.min(SIDE, value));
    this.#cursor.x = kept(this.#cursor.x + x * length);
    this.#cursor.y = kept(this.#cursor.y + y * length);
    if (this.#down) this.#extend([this.#cursor.x, this.#cursor.y]);
  }

  /** @param {boolean} down */
  #lift(down) {
    if (down) this.#begin([this.#cursor.x, this.#cursor.y]);
    else if (this.#down) this.subject.settle();
    this.#down = down;
    this.#cursor.shown = down;
    this.#drawOver();
  }

  #fit() {
    const pixels = Math.round(this.node.clientWidth * devicePixelRatio);
    if (!pixels || pixels === this.#pixels) return;
    this.#pixels = pixels;
    for (const canvas of [this.#canvas, this.#over]) canvas.width = canvas.height = pixels;
    this.#drawNow();
    this.#drawOver();
  }

  #draw() {
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => {
      this.#drawn = false;
      this.#drawNow();
    });
  }

  #drawNow() {
    const pen = context(this.#canvas);
    const { sketch, file } = this.subject.live.value;
    pen.clearRect(0, 0, this.#pixels, this.#pixels);
    if (file?.image) {
      const { x, y, scale } = this.#layout(file.image);
      pen.drawImage(file.image, x, y, file.image.width * scale, file.image.height * scale);
    } else {
      drawSketch(pen, sketch, this.#pixels / SIDE, "#16181d");
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
    const { accent } = lineColours();
    const ratio = devicePixelRatio;
    pen.clearRect(0, 0, this.#pixels, this.#pixels);
    pen.strokeStyle = accent;
    pen.lineWidth = 2 * ratio;
    if (this.#field) {
      const { image } = this.subject.live.value.file ?? { image: null };
      const { x, y, scale } = this.#layout(image ?? { width: SIDE, height: SIDE });
      const { x: left, y: top, width, height } = this.#field;
      pen.strokeRect(x + left * scale, y + top * scale, width * scale, height * scale);
    }
    if (this.#cursor.shown) {
      pen.beginPath();
      const scale = this.#pixels / SIDE;
      pen.arc(this.#cursor.x * scale, this.#cursor.y * scale, (this.width / 2 + 4) * scale, 0, 7);
      if (!this.#down) pen.setLineDash([4 * ratio, 4 * ratio]);
      pen.stroke();
      pen.setLineDash([]);
    }
  }
}
