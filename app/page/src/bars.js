import { element } from "./element.js";
import { percent } from "./number.js";

/**
 * Two sets of probabilities, class by class.
 * @param {readonly string[]} labels
 * @param {number[]} before
 * @param {number[]} after
 * @param {[string, string]} names
 */
export function pairedBars(labels, before, after, names) {
  const list = element("ol", { className: "paired", aria: { label: `Probabilities: ${names[0]} and ${names[1]}` } });
  labels.forEach((label, index) => {
    const tracks = [before, after].map((shares, which) => {
      const bar = element("span", { className: which ? "bar after" : "bar" });
      bar.style.width = `${shares[index] * 100}%`;
      return element("span", { className: "track", aria: { hidden: true } }, bar);
    });
    const text = element("span", { className: "share" }, `${percent(before[index])} \u2192 ${percent(after[index])}`);
    list.append(element("li", {}, element("span", { className: "label" }, label), element("span", { className: "two" }, ...tracks), text));
  });
  return list;
}
