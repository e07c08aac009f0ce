import { element } from "../element.js";
import { grouped, short } from "../number.js";
import { drawSketch, SIDE } from "../sketch.js";
import { Choices } from "./choices.js";
import { Pane } from "./pane.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {{height: number, width: number, planes: Float32Array[]}} Pixels planes of 0..1 */

const INKS = /** @type {const} */ ([["#d9541e", "orange"], ["#1f63d6", "blue"], ["#1d8f43", "green"], ["#000000", "black"]]);

/** A picture taken apart into its channels: each a plane of numbers. */
class Planes {
  #row = element("div", { className: "before-after" });
  #words = element("p", { className: "figure-words", role: "status" });
  /** @type {Pane[]} */
  #panes = [];
  /** @type {Pixels | null} */
  #pixels = null;

  /**
   * @param {string} title
   * @param {...Node} before
   */
  constructor(title, ...before) {
    this.node = element("div", { className: "live" }, element("h3", {}, title), ...before, this.#row, this.#words);
  }

  /**
   * @param {Pixels} pixels
   * @param {readonly string[]} names of the channels
   * @param {string} words
   * @param {...Node} picture
   */
  show(pixels, names, words, ...picture) {
    this.#pixels = pixels;
    const { height, width, planes } = pixels;
    while (this.#panes.length < planes.length) this.#panes.push(new Pane(`Plane ${this.#panes.length + 1}`, { hover: (cell) => this.#point(cell, words) }));
    planes.forEach((values, at) => this.#panes[at].show(`${names[at]}: ${height} \u00d7 ${width}`, { height, width, values, limit: 1, grey: true }));
    this.#row.replaceChildren(...picture, ...this.#panes.slice(0, planes.length).map(({ node }) => node));
    this.#words.textContent = words;
  }

  /**
   * All channels of one pixel.
   * @param {import("../map.js").Cell | null} cell
   * @param {string} otherwise
   */
  #point(cell, otherwise) {
    const { width, planes } = /** @type {Pixels} */ (this.#pixels);
    for (const { map } of this.#panes) map.markWindow(cell && { x: cell.column, y: cell.row, width: 1, height: 1 });
    const values = planes.map((plane) => short(plane[(cell?.row ?? 0) * width + (cell?.column ?? 0)], 4)).join(", ");
    this.#words.textContent = cell ? `The pixel at row ${cell.row}, column ${cell.column} is (${values}).` : otherwise;
  }
}

/** What the served network takes: its frame, channel by channel. */
export class FramePlanes {
  #planes = new Planes("What this network takes");
  #shown = 0;
  node = this.#planes.node;

  /** @param {Scene} scene */
  async show({ activity }) {
    const mine = ++this.#shown;
    const [height, width, channels = 1] = activity.frame.shape;
    const image = new Image();
    image.src = activity.frame.image;
    await image.decode();
    if (mine !== this.#shown) return;
    const pixels = read(height, width, (pen) => pen.drawImage(image, 0, 0, width, height));
    const names = channels === 1 ? ["grey"] : ["red", "green", "blue"];
    const words = `Height ${height}, width ${width}, ${channels} ${channels === 1 ? "channel" : "channels"}: ${height} \u00d7 ${width} \u00d7 ${channels} = ${grouped(height * width * channels)} numbers.`;
    this.#planes.show({ ...pixels, planes: pixels.planes.slice(0, channels) }, names, words);
  }
}

/** The reader's own picture in colour: three planes. */
export class ColourPlanes {
  #choices = new Choices([{ name: "ink", title: "Ink", options: INKS }]);
  #planes = new Planes("The same in colour", this.#choices.node);
  #picture = element("canvas", { role: "img", aria: { label: "The picture in colour" }, className: "in-colour" });
  #figure = element("figure", { className: "pane" }, this.#picture, element("figcaption", {}, "the picture, in colour"));
  /** @type {Scene | null} */
  #scene = null;
  node = this.#planes.node;

  constructor() {
    this.#choices.watch(() => this.#draw());
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    this.#choices.show(scene);
    this.#choices.node.hidden = Boolean(scene.activity.picture.sheet.file);
    this.#draw();
  }

  #draw() {
    if (!this.#scene) return;
    const { activity } = this.#scene;
    const { sketch, file } = activity.picture.sheet;
    const [height, width] = activity.frame.shape;
    const { ink } = this.#choices.values;
    const pixels = read(height, width, (pen) => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, width, height);
      const source = file?.image ?? drawn(sketch, ink);
      const scale = Math.min(width / source.width, height / source.height);
      const [wide, high] = [source.width * scale, source.height * scale];
      pen.imageSmoothingQuality = "high";
      pen.drawImage(source, (width - wide) / 2, (height - high) / 2, wide, high);
    }, this.#picture);
    const [red, green, blue] = pixels.planes;
    const alike = red.every((value, at) => value === green[at] && value === blue[at]);
    const words =
      `${height} \u00d7 ${width} \u00d7 3 = ${grouped(height * width * 3)} numbers: three for each pixel. ` +
      (alike ? "The three planes are the same, so that one is enough: grey." : "Where the picture has a colour, the planes differ.");
    this.#planes.show(pixels, ["red", "green", "blue"], words, this.#figure);
  }
}

/**
 * @param {import("../sketch.js").Sketch} sketch
 * @param {string} ink
 */
function drawn(sketch, ink) {
  const sheet = element("canvas", { width: SIDE, height: SIDE });
  const pen = sheet.getContext("2d");
  if (pen) drawSketch(pen, sketch, 1, ink);
  return sheet;
}

/**
 * What is drawn onto a small canvas, as planes of red, green and blue.
 * @param {number} height
 * @param {number} width
 * @param {(pen: CanvasRenderingContext2D) => void} draw
 * @param {HTMLCanvasElement} [canvas]
 * @returns {Pixels}
 */
function read(height, width, draw, canvas = element("canvas")) {
  Object.assign(canvas, { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  draw(pen);
  const { data } = pen.getImageData(0, 0, width, height);
  const planes = [0, 1, 2].map((channel) => Float32Array.from({ length: height * width }, (_, at) => data[at * 4 + channel] / 255));
  return { height, width, planes };
}
