/**
 * A value that others watch.
 * @template T
 */
export class Signal {
  /** @type {Set<(value: T, before: T) => void>} */
  #watchers = new Set();
  #value;

  /** @param {T} value */
  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  /** @param {T} value */
  set(value) {
    const before = this.#value;
    this.#value = value;
    for (const watcher of this.#watchers) watcher(value, before);
  }

  /**
   * Call it now, and after every change.
   * @param {(value: T, before: T) => void} watcher
   * @returns {() => void} what ends it
   */
  watch(watcher) {
    this.#watchers.add(watcher);
    watcher(this.#value, this.#value);
    return () => this.#watchers.delete(watcher);
  }
}
