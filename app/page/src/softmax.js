import { element } from "./element.js";
import { percent, short } from "./number.js";
import { tint } from "./matrix.js";

/**
 * @typedef {{index: number, label: string | null, logit: number, exponential: number, share: number}} Term
 * @typedef {{maximum: number, sum: number, terms: Term[]}} Softmax
 */

/**
 * Every term of a softmax, and beside it what the calibration makes of the same sums.
 * @param {{softmax: Softmax, calibrated: Softmax | null}} activation
 */
export function softmaxTerms({ softmax, calibrated }) {
  const titles = ["class", "logit", "exp(logit \u2212 largest)", "share", ...(calibrated ? ["calibrated"] : [])];
  const table = element(
    "table",
    { className: "terms" },
    element("caption", {}, `Softmax: each exponential over their sum, ${short(softmax.sum, 5)}; the largest logit is ${short(softmax.maximum, 4)}`),
    element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title))),
  );
  softmax.terms.forEach(({ index, label, logit, exponential, share }, place) => {
    const shared = element("td", {}, percent(share));
    tint(shared, share, 1);
    const cells = [element("td", {}, short(logit, 4)), element("td", {}, short(exponential, 3)), shared];
    if (calibrated) cells.push(element("td", {}, percent(calibrated.terms[place].share)));
    table.append(element("tr", {}, element("th", { scope: "row" }, label ?? String(index)), ...cells));
  });
  return element("div", { className: "scrolled", tabIndex: 0, role: "region", aria: { label: "The softmax" } }, table);
}
