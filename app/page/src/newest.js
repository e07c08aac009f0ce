/** One job at a time: of those that come meanwhile only the newest is done, and an urgent one ends what is under way. */
export class Newest {
  /** @type {AbortController | null} */
  #current = null;
  /** @type {((signal: AbortSignal) => Promise<void>) | null} */
  #waiting = null;
  #done = Promise.resolve();

  /** When all that was asked so far is done. */
  get idle() {
    return this.#done;
  }

  /**
   * @param {(signal: AbortSignal) => Promise<void>} job
   * @param {boolean} [urgent]
   */
  run(job, urgent = false) {
    this.#waiting = job;
    if (urgent) this.#current?.abort();
    if (urgent || !this.#current) this.#done = this.#next();
  }

  /** Nothing more comes of what was asked. */
  stop() {
    this.#waiting = null;
    this.#current?.abort();
  }

  async #next() {
    while (this.#waiting) {
      const job = this.#waiting;
      const mine = new AbortController();
      this.#waiting = null;
      this.#current = mine;
      try {
        await job(mine.signal);
      } catch (error) {
        if (!mine.signal.aborted) throw error;
      } finally {
        if (this.#current === mine) this.#current = null;
      }
      if (mine.signal.aborted) return;
    }
  }
}
