import { element, setAria } from "./element.js";
import { percent } from "./number.js";

/**
 * @typedef {{digit: number | null, label: string, confidence: number | null, verdict: string, reason: string | null,
 *   probabilities: number[] | null}} Answer
 */

const WORDS = /** @type {Record<string, string>} */ ({
  digit: "A digit",
  ambiguous: "It could be two",
  blank: "Nothing is drawn",
  several: "More than one digit",
  not_a_digit: "Not a digit",
  class: "The likeliest class",
});

/** The answer, kept in place while it changes: verdict, probabilities, and what took how long. */
export class AnswerView {
  #figure = element("p", { className: "figure" }, "\u2013");
  #verdict = element("p", { className: "verdict" }, "Draw a digit");
  #reason = element("p", { className: "reason" });
  #bars = element("ol", { className: "bars" });
  #times = element("p", { className: "times" });
  /** @type {{row: HTMLElement, bar: HTMLElement, share: HTMLElement}[]} */
  #rows = [];
  #saying = 0;

  /**
   * @param {HTMLElement} place
   * @param {HTMLElement} announcer
   */
  constructor(place, announcer) {
    this.announcer = announcer;
    this.words = element("div", { className: "words" }, this.#verdict, this.#reason);
    place.append(element("div", { className: "reading-out" }, this.#figure, this.words), this.#bars, this.#times);
    this.setClasses([..."0123456789"]);
  }

  /** @param {readonly string[]} labels */
  setClasses(labels) {
    this.labels = labels;
    this.#rows = labels.map((label) => {
      const bar = element("span", { className: "bar" });
      const share = element("span", { className: "share" });
      const track = element("span", { className: "track", aria: { hidden: true } }, bar);
      return { row: element("li", {}, element("span", { className: "label" }, label), track, share), bar, share };
    });
    this.#bars.replaceChildren(...this.#rows.map(({ row }) => row));
    setAria(this.#bars, { label: "Probability of each class" });
  }

  /**
   * @param {Answer | null} answer null while nothing is drawn
   * @param {{name: string, ms: number}[]} [times]
   * @param {number} [roundTrip] milliseconds
   */
  show(answer, times = [], roundTrip = 0) {
    this.#figure.textContent = answer?.label || "\u2013";
    this.#verdict.textContent = answer ? this.#sentence(answer) : "Draw a digit";
    this.#reason.textContent = answer?.reason ?? "";
    const probabilities = answer?.probabilities;
    const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    for (const [index, { row, bar, share }] of this.#rows.entries()) {
      const probability = probabilities?.[index] ?? 0;
      bar.style.width = `${probability * 100}%`;
      share.textContent = probabilities ? percent(probability) : "";
      row.classList.toggle("best", index === best);
    }
    this.#times.textContent = answer ? describeTimes(times, roundTrip) : "";
    this.#say(answer);
  }

  /** @param {string} message */
  fail(message) {
    this.show(null);
    this.#verdict.textContent = "No answer";
    this.#reason.textContent = message;
  }

  /** @param {Answer} answer */
  #sentence({ verdict, label, confidence }) {
    const word = WORDS[verdict] ?? verdict;
    return label && confidence !== null ? `${word}: ${label}, ${percent(confidence)} sure` : word;
  }

  /** @param {Answer | null} answer */
  #say(answer) {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.announcer.textContent = answer ? `${this.#sentence(answer)}. ${answer.reason ?? ""}` : "";
    }, 600);
  }
}

/**
 * @param {{name: string, ms: number}[]} times
 * @param {number} roundTrip
 */
function describeTimes(times, roundTrip) {
  if (!times.length) return "";
  const parts = times.filter(({ name }) => name !== "total").map(({ name, ms }) => `${name} ${ms.toFixed(1)}`);
  return `Milliseconds: ${parts.join(" \u00b7 ")} \u00b7 there and back ${roundTrip.toFixed(0)}`;
}
