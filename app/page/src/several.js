import { button, element } from "./element.js";
import { percent } from "./number.js";
import { EMPTY } from "./subject.js";

/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./subject.js").Picture} Picture */
/** @typedef {{digit: number, confidence: number, box: number[]}} Found */

const MARGIN = 0.2; // around a digit that is taken alone, of its longer side

/**
 * Where one picture holds several digits: each as it is read, to be taken alone and looked into.
 * @param {HTMLElement} place
 * @param {import("./reader.js").Reader} reader
 * @param {(box: Box | null) => void} mark shows on the sheet which is meant
 */
export function several(place, reader, mark) {
  const node = element("div", { className: "tools several", hidden: true });
  place.append(node);
  reader.several.watch((found) => {
    if (!found && node.hidden) return;
    mark(null);
    node.hidden = !found;
    if (!found) return;
    const { digits, picture } = found;
    const takers = digits.map(({ digit, confidence, box: [x, y, width, height] }) => {
      const box = { x, y, width, height };
      const take = button(String(digit), () => void alone(picture, box).then((file) => reader.subject.replace({ ...EMPTY, file })), {
        title: `${percent(confidence)} sure; look into this one alone`,
        aria: { label: `Look into the ${digit} alone` },
      });
      for (const event of ["pointerenter", "focus"]) take.addEventListener(event, () => mark(box));
      for (const event of ["pointerleave", "blur"]) take.addEventListener(event, () => mark(null));
      return take;
    });
    node.replaceChildren(element("span", { className: "note" }, "Read one by one:"), ...takers);
  });
}

/**
 * A part of a picture as a picture of its own.
 * @param {Picture} picture
 * @param {Box} box
 * @returns {Promise<import("./subject.js").File>}
 */
async function alone({ blob }, { x, y, width, height }) {
  const whole = await createImageBitmap(blob);
  const edge = Math.round(MARGIN * Math.max(width, height));
  const [left, top] = [Math.max(0, x - edge), Math.max(0, y - edge)];
  const [right, bottom] = [Math.min(whole.width, x + width + edge), Math.min(whole.height, y + height + edge)];
  const sheet = element("canvas", { width: right - left, height: bottom - top });
  sheet.getContext("2d")?.drawImage(whole, -left, -top);
  const part = await new Promise((resolve) => sheet.toBlob(resolve, "image/png"));
  return { blob: /** @type {Blob} */ (part), image: await createImageBitmap(sheet), name: "one of several" };
}
