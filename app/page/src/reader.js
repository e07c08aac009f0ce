import { reason } from "./element.js";
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
  /** @type {import("./subject.js").Sheet | null} the sheet that was asked about last */
  #asked = null;
  /** @type {Signal<Activity | null>} */
  activity = new Signal(/** @type {Activity | null} */ (null));
  /** @type {Signal<{normalised: Normalised, picture: Picture} | null>} */
  normalised = new Signal(/** @type {{normalised: Normalised, picture: Picture} | null} */ (null));
  /** Whether nothing is on the sheet; what was seen last is shown all the same. */
  blank = new Signal(false);
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
    subject.live.watch(() => this.#answer());
    subject.settled.watch(() => this.#settle());
    page.on(["version"], () => void this.#change());
    page.on(["before"], () => this.#look());
  }

  /** The network of the version that is asked for, and then all about the sheet again. */
  async #change() {
    this.network.set(null);
    this.#asked = null;
    this.activity.set(null);
    try {
      /** @type {Network} */
      const network = await json("layers", { query: { version: this.page.value.version } });
      this.view.setClasses(network.classes);
      this.network.set(network);
      this.#settle();
    } catch (error) {
      this.view.fail(reason(error));
    }
  }

  /** Whether `/predict` reads for this network: it takes frames of 28 x 28 and knows ten digits. */
  get #reads() {
    const network = this.network.value;
    return network !== null && network.input_shape.join() === "28,28,1" && network.classes.join("") === "0123456789";
  }

  #settle() {
    if (!this.network.value) return;
    this.#answer();
    this.#look();
  }

  /** What the sheet is read as; asked once for each of its changes that there is time for. */
  #answer() {
    if (!this.network.value || this.subject.live.value === this.#asked) return;
    this.#answering.run(async (signal) => {
      const sheet = this.subject.live.value;
      this.#asked = sheet;
      const given = await picture(sheet);
      this.blank.set(!given);
      if (!given) {
        this.view.show(null);
        this.normalised.set(null);
        return;
      }
      try {
        if (this.#reads) await this.#ask(given, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        this.view.fail(reason(error));
      }
    });
  }

  /**
   * @param {Picture} given
   * @param {AbortSignal} signal
   */
  async #ask(given, signal) {
    const started = performance.now();
    const { answer, times } = await timed("predict", { body: given.blob, query: { version: this.page.value.version }, signal });
    const label = answer.digit === null ? "" : String(answer.digit);
    this.view.show({ ...answer, label }, times, performance.now() - started);
  }

  /**
   * The normaliser's stages: only once the pen rests, since their pictures take longer than the answer.
   * @param {Picture} given
   * @param {AbortSignal} signal
   */
  async #showStages(given, signal) {
    if (!this.#reads) return;
    const query = { version: this.page.value.version, include: ["normalised", "stages"] };
    const { normalised } = await json("predict", { body: given.blob, query, signal });
    this.normalised.set({ normalised, picture: given });
  }

  #look() {
    const network = this.network.value;
    if (!network) return;
    this.#looking.run(
      async (signal) => {
        await this.#answering.idle; // which comes first
        const given = await picture(this.subject.settled.value);
        if (signal.aborted) return;
        if (!given) {
          this.activity.set(null);
          return;
        }
        try {
          const [found] = await Promise.all([look(given, network, this.page.value, signal), this.#showStages(given, signal)]);
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
