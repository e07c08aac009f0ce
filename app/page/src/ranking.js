import { lineColours, swatch } from "./colour.js";
import { context, element } from "./element.js";
import { short } from "./number.js";
import { watchTheme } from "./theme.js";

/** All contributions as bars, the largest first: above the line for, below it against. */
export class Ranking {
  #canvas = element("canvas", { role: "img" });
  #under = element("output", { className: "under-pointer" });
  /** @type {{sources: number[], contributions: number[]}} */
  #ranking = { sources: [], contributions: [] };
  #noun = "map";

  /** @param {(source: number) => void} choose */
  constructor(choose) {
    this.node = element("div", { className: "ranking" }, this.#canvas, this.#under);
    this.#canvas.addEventListener("pointermove", ({ offsetX }) => {
      const at = this.#at(offsetX);
      const { sources, contributions } = this.#ranking;
      this.#under.textContent = at in sources ? `${this.#noun} ${sources[at]}: ${short(contributions[at], 4)}` : "";
    });
    this.#canvas.addEventListener("pointerleave", () => (this.#under.textContent = ""));
    this.#canvas.addEventListener("click", ({ offsetX }) => {
      const source = this.#ranking.sources[this.#at(offsetX)];
      if (source !== undefined) choose(source);
    });
    new ResizeObserver(() => this.#draw()).observe(this.node);
    watchTheme(this.#canvas, () => this.#draw());
  }

  /**
   * @param {{sources: number[], contributions: number[]}} ranking
   * @param {string} noun
   */
  show(ranking, noun) {
    this.#ranking = ranking;
    this.#noun = noun;
    this.node.hidden = ranking.sources.length < 2;
    this.#canvas.setAttribute("aria-label", `Contributions of ${ranking.sources.length} ${noun}s, the largest first`);
    this.#draw();
  }

  /** @param {number} x */
  #at(x) {
    return Math.floor((x / this.#canvas.clientWidth) * this.#ranking.sources.length);
  }

  #draw() {
    const [wide, high] = [this.#canvas.clientWidth, this.#canvas.clientHeight].map((side) => Math.round(side * devicePixelRatio));
    const { contributions } = this.#ranking;
    if (!wide || !contributions.length) return;
    Object.assign(this.#canvas, { width: wide, height: high });
    const pen = context(this.#canvas);
    const limit = contributions.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = wide / contributions.length;
    const middle = high / 2;
    contributions.forEach((value, at) => {
      const reach = limit ? (value / limit) * (middle - 2) : 0;
      pen.fillStyle = swatch(Math.sign(value) * 0.7, 1).paper;
      pen.fillRect(at * step, Math.min(middle, middle - reach), Math.max(1, step * 0.85), Math.abs(reach));
    });
    pen.fillStyle = lineColours().ink;
    pen.fillRect(0, middle, wide, Math.max(1, devicePixelRatio / 2));
  }
}
