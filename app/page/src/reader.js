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
  /** Why all that is shown is still of the last picture; empty where it is of this one. */
  leftover = new Signal("");
  /** @type {Signal<{digits: import("./several.js").Found[], picture: Picture} | null>} */
  several = new Signal(/** @type {{digits: import("./several.js").Found[], picture: Picture} | null} */ (null));
  #seen = false; // whether anything is shown
  #verdict = "";
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
    this.#seen = false;
    this.#leave("");
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
      this.leftover.set("");
      if (!given) {
        this.view.show(null);
        this.#leave("Nothing is drawn now");
        return;
      }
      try {
        if (this.#reads) await this.#ask(given, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        this.view.fail(reason(error));
        this.#leave("There is no answer to this picture");
      }
    });
  }

  /**
   * Nothing is known of the picture now; what was seen last is shown all the same.
   * @param {string} why
   */
  #leave(why) {
    this.activity.set(null);
    this.normalised.set(null);
    this.several.set(null);
    this.leftover.set(why && this.#seen ? `${why}: all below is still of what was there before.` : "");
  }

  /**
   * @param {Picture} given
   * @param {AbortSignal} signal
   */
  async #ask(given, signal) {
    const started = performance.now();
    const { answer, times } = await timed("predict", { body: given.blob, query: { version: this.page.value.version }, signal });
    const label = answer.digit === null ? "" : String(answer.digit);
    this.#verdict = answer.verdict;
    this.view.show({ ...answer, label }, times, performance.now() - started);
    this.several.set(null);
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

  /**
   * What is no single digit may be several.
   * @param {Picture} given
   * @param {AbortSignal} signal
   */
  async #readEach(given, signal) {
    if (!this.#reads || !["several", "not_a_digit"].includes(this.#verdict)) return;
    const { digits } = await json("read", { body: given.blob, query: { version: this.page.value.version }, signal });
    this.several.set(digits.length > 1 ? { digits, picture: given } : null);
  }

  #look() {
    const network = this.network.value;
    if (!network) return;
    this.#looking.run(
      async (signal) => {
        await this.#answering.idle; // which comes first
        const given = await picture(this.subject.settled.value);
        if (signal.aborted) return;
        if (!given) return;
        try {
          const [found] = await Promise.all([look(given, network, this.page.value, signal), this.#showStages(given, signal)]);
          if (!this.#reads) this.#showClasses(found, network);
          this.#seen = true;
          this.activity.set(found);
          await this.#readEach(given, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof Refused)) throw error;
          if (!this.#reads) this.view.fail(error.message);
          this.#leave("There is no answer to this picture");
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
  #showClasses({ outputs, frame, picture: given }, { classes }) {
    const best = outputs.indexOf(Math.max(...outputs));
    this.view.show({
      digit: null,
      label: classes[best] ?? String(best),
      confidence: outputs[best],
      verdict: "class",
      reason: "What the last layer says. This network takes the whole picture at its own size; nothing is normalised.",
      probabilities: outputs,
    });
    const size = `${frame.shape[0]}x${frame.shape[1]}`;
    this.normalised.set({ normalised: { image: frame.image, record: {}, stages: [{ name: size, image: frame.image }] }, picture: given });
  }
}
