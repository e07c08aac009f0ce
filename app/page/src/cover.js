import { setAria } from "./element.js";

/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./frame.js").FrameView} FrameView */

const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
const HINT =
  "Paint a part of the frame over. Drag over it; or move the part with the arrow keys, make it larger or smaller with Shift and the arrow keys, and paint with Enter.";

/** The hand that paints a part of a frame over: dragged with a pointer, or moved and sized with the keys. */
export class Cover {
  /** @type {[number, number] | null} where a drag began: column and row */
  #start = null;
  /** @type {Box | null} the part that the keys hold */
  #held = null;

  /**
   * @param {FrameView} frame
   * @param {{paint: (box: Box) => void, tell: (words: string) => void}} listener
   */
  constructor(frame, listener) {
    this.frame = frame;
    this.listener = listener;
    const { surface } = frame;
    surface.classList.add("draggable");
    surface.tabIndex = 0;
    surface.setAttribute("role", "application");
    surface.removeAttribute("aria-hidden");
    setAria(surface, { label: HINT });
    surface.addEventListener("pointerdown", (event) => this.#begin(event, surface));
    surface.addEventListener("pointermove", (event) => this.#drag(event));
    surface.addEventListener("pointerup", (event) => this.#end(event));
    surface.addEventListener("pointercancel", () => this.#leave());
    surface.addEventListener("keydown", (event) => this.#key(event));
    surface.addEventListener("blur", () => this.#leave());
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLElement} surface
   */
  #begin(event, surface) {
    surface.setPointerCapture(event.pointerId);
    this.#held = null;
    this.#start = this.#where(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.#start) this.frame.mark({ drawn: between(this.#start, this.#where(event)) });
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (!this.#start) return;
    const box = between(this.#start, this.#where(event));
    this.#leave();
    this.listener.paint(box);
  }

  #leave() {
    this.#start = this.#held = null;
    this.frame.mark({ drawn: null });
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  #where({ offsetX, offsetY }) {
    const [height, width] = this.frame.shape;
    const { clientWidth, clientHeight } = this.frame.surface;
    return [within(Math.floor((offsetX / clientWidth) * width), 0, width - 1), within(Math.floor((offsetY / clientHeight) * height), 0, height - 1)];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const [height, width] = this.frame.shape;
    const step = STEPS[event.key];
    if (step) this.#held = event.shiftKey ? sized(this.#hold(), step, width, height) : moved(this.#hold(), step, width, height);
    else if (event.key === "Enter" || event.key === " ") this.listener.paint(this.#hold());
    else if (event.key === "Escape" && this.#held) this.#held = null;
    else return;
    event.preventDefault();
    this.frame.mark({ drawn: this.#held });
    if (step) this.listener.tell(`Part at column ${this.#hold().x}, row ${this.#hold().y}: ${this.#hold().width} wide, ${this.#hold().height} high`);
  }

  /** The part under the keys: at first one in the middle. */
  #hold() {
    const [height, width] = this.frame.shape;
    const [wide, high] = [Math.ceil(width / 4), Math.ceil(height / 4)];
    this.#held ??= { x: Math.floor((width - wide) / 2), y: Math.floor((height - high) / 2), width: wide, height: high };
    return this.#held;
  }
}

/**
 * @param {Box} box
 * @param {[number, number]} step
 * @param {number} width of the frame
 * @param {number} height
 * @returns {Box}
 */
function moved(box, [across, down], width, height) {
  return { ...box, x: within(box.x + across, 0, width - box.width), y: within(box.y + down, 0, height - box.height) };
}

/**
 * @param {Box} box
 * @param {[number, number]} step
 * @param {number} width of the frame
 * @param {number} height
 * @returns {Box}
 */
function sized(box, [across, down], width, height) {
  return { ...box, width: within(box.width + across, 1, width - box.x), height: within(box.height + down, 1, height - box.y) };
}

/**
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @returns {Box}
 */
function between([fromX, fromY], [toX, toY]) {
  const [x, y] = [Math.min(fromX, toX), Math.min(fromY, toY)];
  return { x, y, width: Math.abs(fromX - toX) + 1, height: Math.abs(fromY - toY) + 1 };
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function within(value, least, most) {
  return Math.max(least, Math.min(most, value));
}
