import { button, element } from "./element.js";

const EVERY_MS = 350;

/** Steps through the positions of a window, one by one or by itself. */
export class Player {
  #timer = 0;
  #play = button("Play", () => this.toggle());

  /** @param {(by: number) => void} move */
  constructor(move) {
    this.move = move;
    const step = (/** @type {number} */ by) => () => {
      this.stop();
      move(by);
    };
    this.node = element(
      "div",
      { className: "player", role: "group", aria: { label: "Move the window" } },
      button("Back", step(-1)),
      this.#play,
      button("Step", step(1)),
    );
  }

  get playing() {
    return this.#timer !== 0;
  }

  toggle() {
    if (this.playing) this.stop();
    else this.#start();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#play.textContent = "Play";
  }

  #start() {
    this.#timer = setInterval(() => this.move(1), EVERY_MS);
    this.#play.textContent = "Pause";
  }
}
