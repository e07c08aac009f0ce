import { Signal } from "./signal.js";

/**
 * What the page shows, apart from the picture itself.
 * @typedef {"channel" | "layer" | "network"} Range
 * @typedef {{view: string, version: string, layer: string, channel: number, row: number, column: number, range: Range,
 *   before: boolean}} State
 */

/** @type {State} */
export const START = {
  view: "look",
  version: "",
  layer: "",
  channel: 0,
  row: -1,
  column: -1,
  range: "layer",
  before: false,
};

/** @extends {Signal<State>} */
export class Page extends Signal {
  constructor() {
    super(START);
  }

  /** @param {Partial<State>} change */
  change(change) {
    const next = { ...this.value, ...change };
    if (Object.entries(next).some(([name, value]) => this.value[/** @type {keyof State} */ (name)] !== value)) this.set(next);
  }

  /**
   * Call it now, and whenever one of these is another.
   * @param {(keyof State)[]} names
   * @param {(state: State) => void} watcher
   */
  on(names, watcher) {
    let first = true;
    return this.watch((state, before) => {
      if (first || names.some((name) => state[name] !== before[name])) watcher(state);
      first = false;
    });
  }
}
