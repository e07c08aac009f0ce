import { json, Refused, timed } from "./api.js";
import { look } from "./activity.js";
import { Newest } from "./newest.js";
import { picture } from "./subject.js";
import { Signal } from "./signal.js";

/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./answer.js").AnswerView} AnswerView */
/** @typedef {import("./network-facts.js").Network} Network */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./subject.js").Subject} Subject */
/** @typedef {import("./subject.js").Picture} Picture */
/** @typedef {import("./stages.js").Normalised} Normalised */

/** Asks the service about what is on the sheet: the answer while the pen moves, all the rest when it rests. */
export class Reader {
  #answering = new Newest();
  #looking = new Newest();
  /** @type {Signal<Activity | null>} */
  activity = new Signal(/** @type {Activity | null} */ (null));
  /** @type {Signal<{normalised: Normalised, picture: Picture} | null>} */
  normalised = new Signal(/** @type {{normalised: Normalised, picture: Picture} | null} */ (null));
  /** @type {Signal<Network | null>} */
  network = new Signal(/** @type {Network | null} */ (null));

  /**
   * @param {Subject} subject
   * @param {Page} page
   * @param {AnswerView} view
   */
  constructor(subject, page, view) {
    this.subject = subject;
    this.page = page;
    this.view = view;
    subject.live.watch(() => this.#answer(false));
    subject.settled.watch(() => this.#settle());
    page.on(["version"], () => void this.#change());
    page.on(["before"], () => this.#look());
  }

  /** The network of the version that is asked for, and then all about the sheet again. */
  async #change() {
    this.network.set(null);
    this.activity.set(null);
    try {
      /** @type {Network} */
      const network = await json("layers", { query: { version: this.page.value.version } });
      this.view.setClasses(network.classes);
      this.network.set(network);
      this.#settle();
    } catch (error) {
      this.view.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Whether `/predict` reads for this network: it takes frames of 28 x 28 and knows ten digits. */
  get #reads() {
    const network = this.network.value;
    return network !== null && network.input_shape.join() === "28,28,1" && network.classes.join("") === "0123456789";
  }

  #settle() {
    if (!this.network.value) return;
    this.#answer(true);
    this.#look();
  }

  /** @param {boolean} settled with the normaliser's stages, and ahead of what is asked already */
  #answer(settled) {
    if (!this.network.value) return;
    this.#answering.run(
      async (signal) => {
        const given = await picture(this.subject.live.value);
        if (!given) {
          this.view.show(null);
          this.normalised.set(null);
          return;
        }
        try {
          await this.#ask(given, settled, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          this.view.fail(error instanceof Error ? error.message : String(error));
        }
      },
      settled,
    );
  }

  /**
   * @param {Picture} given
   * @param {boolean} settled
   * @param {AbortSignal} signal
   */
  async #ask(given, settled, signal) {
    if (!this.#reads) return;
    const { version } = this.page.value;
    const include = settled ? ["normalised", "stages"] : [];
    const started = performance.now();
    const { answer, times } = await timed("predict", { body: given.blob, query: { version, include }, signal });
    const label = answer.digit === null ? "" : String(answer.digit);
    this.view.show({ ...answer, label }, times, performance.now() - started);
    if (settled) this.normalised.set({ normalised: answer.normalised, picture: given });
  }

  #look() {
    const network = this.network.value;
    if (!network) return;
    this.#looking.run(
      async (signal) => {
        const given = await picture(this.subject.settled.value);
        if (!given) {
          this.activity.set(null);
          return;
        }
        try {
          const found = await look(given, network, this.page.value, signal);
          if (!this.#reads) this.#showClasses(found, network);
          this.activity.set(found);
        } catch (error) {
          if (signal.aborted) throw error;
          if (!(error instanceof Refused)) throw error;
          this.activity.set(null);
          if (!this.#reads) this.view.fail(error.message);
        }
      },
      true,
    );
  }

  /**
   * The answer of a network that `/predict` knows nothing of: what its last layer says.
   * @param {Activity} activity
   * @param {Network} network
   */
  #showClasses({ outputs }, { classes }) {
    const best = outputs.indexOf(Math.max(...outputs));
    this.view.show({
      digit: null,
      label: classes[best] ?? String(best),
      confidence: outputs[best],
      verdict: "class",
      reason: "What the last layer says. This network takes the whole picture at its own size; nothing is normalised.",
      probabilities: outputs,
    });
    this.normalised.set(null);
  }
}
