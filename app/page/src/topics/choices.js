import { element } from "../element.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {readonly (readonly [string, string])[]} Options value and text */
/** @typedef {Record<string, string>} Values */
/**
 * What a figure is played with; options may depend on the network and the drawing.
 * @typedef {{name: string, title: string, options: Options | ((scene: Scene) => Options),
 *   value?: string | ((scene: Scene) => string)}} Choice
 */

/** Some choices in a row, for one figure or for several. */
export class Choices {
  /** @type {Map<string, {choice: Choice, select: HTMLSelectElement, texts: string}>} */
  #made = new Map();
  /** @type {Set<() => void>} */
  #watchers = new Set();
  #touched = new Set();

  /** @param {readonly Choice[]} choices */
  constructor(choices) {
    const labels = choices.map((choice) => {
      const select = element("select", { onchange: () => this.#change(choice.name) });
      this.#made.set(choice.name, { choice, select, texts: "" });
      return element("label", { className: "choice" }, `${choice.title} `, select);
    });
    this.node = element("div", { className: "tools", hidden: !labels.length }, ...labels);
  }

  /** @returns {Values} */
  get values() {
    return Object.fromEntries([...this.#made].map(([name, { select }]) => [name, select.value]));
  }

  /** @param {() => void} watcher called when another is chosen */
  watch(watcher) {
    this.#watchers.add(watcher);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  set(name, value) {
    const made = this.#made.get(name);
    if (!made || made.select.value === value) return;
    made.select.value = value;
    this.#change(name);
  }

  /**
   * What can be chosen for that network and drawing; what the reader chose stays, where it still can.
   * @param {Scene} scene
   */
  show(scene) {
    for (const [name, made] of this.#made) {
      const { choice, select } = made;
      const options = typeof choice.options === "function" ? choice.options(scene) : choice.options;
      const chosen = this.#touched.has(name) ? select.value : "";
      const wanted = typeof choice.value === "function" ? choice.value(scene) : choice.value;
      const texts = JSON.stringify(options);
      if (texts !== made.texts) select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
      made.texts = texts;
      select.value = [chosen, wanted, options[0]?.[0]].find((each) => options.some(([value]) => value === each)) ?? "";
    }
  }

  /** @param {string} name */
  #change(name) {
    this.#touched.add(name);
    for (const watcher of this.#watchers) watcher();
  }
}

/**
 * @param {number} from
 * @param {number} to
 * @returns {[string, string][]}
 */
export function numbers(from, to) {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => [String(from + at), String(from + at)]);
}
