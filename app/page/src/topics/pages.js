import { BEYOND } from "./beyond.js";
import { CONVOLVING } from "./convolving.js";

/** @typedef {{node: Node, show?: (scene: import("./scene.js").Scene) => unknown}} Figure */
/** @typedef {{name: string, title: string, text: string[], figures: () => Figure[]}} Topic */

/** @type {readonly Topic[]} */
export const TOPICS = [...CONVOLVING, ...BEYOND];
