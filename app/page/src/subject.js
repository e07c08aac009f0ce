import { Signal } from "./signal.js";
import { SIDE, toPicture } from "./sketch.js";

/**
 * A picture to look into: a sketch, or a file as it came. `image` shows a file where the browser can.
 * @typedef {{blob: Blob, image: ImageBitmap | null, name: string}} File
 * @typedef {{sketch: import("./sketch.js").Sketch, file: File | null, untouched: boolean}} Sheet
 * @typedef {{blob: Blob, width: number, height: number, sheet: Sheet}} Picture
 */

/** @type {Sheet} */
export const EMPTY = { sketch: [], file: null, untouched: false };

/** @param {Sheet} sheet */
export function isEmpty(sheet) {
  return !sheet.file && sheet.sketch.length === 0;
}

/** What is on the sheet, with what was before and, after an undo, what came next. */
export class Subject {
  /** @type {Sheet[]} */
  #past = [];
  /** @type {Sheet[]} */
  #future = [];
  #settling = 0;

  /** The sheet after every movement of the pen. */
  live = new Signal(EMPTY);
  /** The sheet whenever the pen rests. */
  settled = new Signal(EMPTY);

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * What the page begins with: nothing was before it.
   * @param {Sheet} sheet
   */
  begin(sheet) {
    this.#show(sheet);
  }

  /**
   * Put something else on the sheet; an undo brings back what was there.
   * @param {Sheet} sheet
   */
  replace(sheet) {
    this.#past.push(this.live.value);
    this.#future = [];
    this.#show(sheet);
  }

  /**
   * The stroke under way has grown: no step of its own for an undo.
   * @param {Sheet} sheet
   */
  grow(sheet) {
    this.live.set(sheet);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.settle(), 200);
  }

  settle() {
    clearTimeout(this.#settling);
    if (this.settled.value !== this.live.value) this.settled.set(this.live.value);
  }

  undo() {
    this.#move(this.#past, this.#future);
  }

  redo() {
    this.#move(this.#future, this.#past);
  }

  /**
   * @param {Sheet[]} from
   * @param {Sheet[]} to
   */
  #move(from, to) {
    const sheet = from.pop();
    if (!sheet) return;
    to.push(this.live.value);
    this.#show(sheet);
  }

  /** @param {Sheet} sheet */
  #show(sheet) {
    this.live.set(sheet);
    this.settle();
  }
}

/**
 * The sheet as a picture to send; null where nothing is on it.
 * @param {Sheet} sheet
 * @returns {Promise<Picture | null>}
 */
export async function picture(sheet) {
  if (isEmpty(sheet)) return null;
  if (!sheet.file) return { blob: await toPicture(sheet.sketch), width: SIDE, height: SIDE, sheet };
  const { blob, image } = sheet.file;
  return { blob, width: image?.width ?? SIDE, height: image?.height ?? SIDE, sheet };
}
