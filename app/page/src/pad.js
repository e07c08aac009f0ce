import { element, setAria } from "./element.js";
import { SheetView } from "./sheet.js";
import { LONGEST, SIDE, tidy } from "./sketch.js";
import { EMPTY } from "./subject.js";

/** @typedef {import("./subject.js").Subject} Subject */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HINT = "Drawing sheet. Draw with the mouse, a pen or a finger; or with the arrow keys, where the space bar sets the pen down and lifts it.";

/** The hand on the sheet: strokes with a pointer, or with the keys. */
export class Pad {
  #view = new SheetView();
  /** @type {number | null} */
  #pointer = null;
  #down = false;
  #place = { x: SIDE / 2, y: SIDE / 4 };

  /** In units of the sheet; what its setting says. */
  width = 20;

  /** @param {Subject} subject */
  constructor(subject) {
    this.subject = subject;
    this.node = this.#view.node;
    this.node.append(element("p", { className: "keys", aria: { hidden: true } }, "Arrow keys move the pen (with Shift: a little); the space bar sets it down and lifts it."));
    this.#listen(this.#view.surface);
    subject.live.watch((sheet) => this.#view.show(sheet));
  }

  /** @param {Partial<{chosen: import("./network-facts.js").Box | null, pointed: import("./network-facts.js").Box | null}>} fields */
  mark(fields) {
    this.#view.mark(fields);
  }

  /** @param {HTMLCanvasElement} canvas */
  #listen(canvas) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    setAria(canvas, { label: HINT });
    canvas.addEventListener("pointerdown", (event) => this.#start(event, canvas));
    canvas.addEventListener("pointermove", (event) => this.#follow(event));
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(end, (event) => this.#end(event));
    }
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#lift(false));
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLCanvasElement} canvas
   */
  #start(event, canvas) {
    if (this.#pointer !== null || event.button > 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    this.#pointer = event.pointerId;
    canvas.setPointerCapture(event.pointerId);
    this.#begin(this.#where(event));
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    this.#extend((events.length ? events : [event]).flatMap((each) => this.#where(each)));
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.subject.settle();
  }

  /** @param {PointerEvent} event */
  #where(event) {
    const bounds = this.#view.surface.getBoundingClientRect();
    const scale = SIDE / bounds.width;
    return [(event.clientX - bounds.left) * scale, (event.clientY - bounds.top) * scale];
  }

  /** @param {number[]} point */
  #begin(point) {
    const sheet = this.subject.live.value;
    const before = sheet.file || sheet.untouched ? EMPTY : sheet;
    const sketch = [...before.sketch, { width: this.width, points: tidy(point) }];
    this.subject.replace({ ...EMPTY, sketch });
  }

  /** @param {number[]} points */
  #extend(points) {
    const { sketch } = this.subject.live.value;
    const stroke = sketch[sketch.length - 1];
    if (!stroke) return;
    const room = stroke.points.length < 2 * LONGEST;
    const before = room ? sketch.slice(0, -1) : sketch; // a stroke that is full goes on as another, from where it ends
    const begun = room ? stroke.points : stroke.points.slice(-2);
    this.subject.grow({ ...EMPTY, sketch: [...before, { ...stroke, points: tidy([...begun, ...points]) }] });
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
    this.#hold(true);
  }

  /**
   * @param {number[]} step
   * @param {number} length
   */
  #move([x, y], length) {
    const kept = (/** @type {number} */ value) => Math.max(0, Math.min(SIDE, value));
    this.#place = { x: kept(this.#place.x + x * length), y: kept(this.#place.y + y * length) };
    if (this.#down) this.#extend([this.#place.x, this.#place.y]);
  }

  /** @param {boolean} down */
  #lift(down) {
    if (down) this.#begin([this.#place.x, this.#place.y]);
    else if (this.#down) this.subject.settle();
    this.#down = down;
    this.#hold(down);
  }

  /** @param {boolean} shown whether the keys' pen is to be seen */
  #hold(shown) {
    this.#view.hold(shown ? { ...this.#place, width: this.width, down: this.#down } : null);
  }
}
