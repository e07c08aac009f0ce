const MINUS = "\u2212";

/**
 * In a few digits, with a true minus.
 * @param {number} value
 * @param {number} [digits] significant ones
 */
export function short(value, digits = 3) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : fixed(value, size, digits);
  return text.replace("-", MINUS).replace("e-", `e${MINUS}`);
}

/**
 * @param {number} value
 * @param {number} size
 * @param {number} digits
 */
function fixed(value, size, digits) {
  if (Number.isInteger(value)) return String(value);
  const before = size === 0 ? 0 : Math.floor(Math.log10(size));
  return value.toFixed(Math.max(0, digits - 1 - before));
}

/**
 * With this many decimals.
 * @param {number} value
 * @param {number} [decimals]
 */
export function decimal(value, decimals = 2) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

/**
 * Without line breaks in "5 x 5" and "99.2 %".
 * @param {string} text
 */
export function unbroken(text) {
  return text.replace(/ ([\u00d7\u00b1]) /g, "\u00a0$1\u00a0").replace(/(\d) %/g, "$1\u00a0%");
}

/** @param {number} share */
export function percent(share) {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share < 1 && share >= 0.9995) return "> 99.9 %";
  return `${(share * 100).toFixed(1)} %`;
}

/** @param {number} count */
export function grouped(count) {
  return count.toLocaleString("en-US").replaceAll(",", "\u202f");
}
