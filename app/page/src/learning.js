import { curve } from "./curve.js";
import { element } from "./element.js";
import { grouped, percent, short } from "./number.js";

/**
 * What each recipe makes of the training images and their labels, and learns with.
 * @type {Record<string, {shown: string[], turns: (epochs: number, batch: number) => string}>}
 */
const RECIPES = {
  textbook: {
    shown: [
      "The labels are one-hot: a label becomes as many numbers as there are classes, a 1 in its own place and zeros else.",
      "The loss is categorical cross-entropy: minus the logarithm of the probability that the right class was given. The optimiser is RMSprop, which gives each weight a step of its own, by how large its gradients were of late.",
    ],
    turns: (epochs, batch) => `It saw the 60,000 training images ${epochs} times, ${batch} at once.`,
  },
  robust: {
    shown: [
      "In every epoch most of the digits are written anew, by other hands, with other pens, on other paper, as photos, scans and drawings have them, and go through the service's own normaliser. With every 100 digits come 15 pictures of no digit.",
      "The labels are one-hot, a little smoothed: the right class's number is 0.982, and each other's 0.002. Of a picture without a digit every class is wanted alike, so that the network learns to be unsure.",
      "The loss is categorical cross-entropy. The optimiser is AdamW, which takes steps by the gradients' mean and size of late, and lets weights decay; its rate rises for 300 steps, then falls to 0 along a cosine.",
    ],
    turns: (epochs, batch) => `It saw 55,000 of the training images, each time as other pictures, ${epochs} times, ${batch} at once; on the other 5,000 its confidence was calibrated.`,
  },
};

/**
 * How a version learned, from its own card.
 * @param {any} card
 * @returns {Node[]}
 */
export function learning(card) {
  const { epochs, batch_size: batch, history, test } = card.metrics;
  if (!history?.length) return [element("p", { className: "note" }, "Its card does not tell how it learned.")];
  const [first, last] = [history[0], history[history.length - 1]];
  const [height, width, channels] = card.input_shape;
  const recipe = RECIPES[card.recipe];
  const nodes = [
    element("h3", {}, "How it learned"),
    element(
      "p",
      { className: "prose" },
      `The training images are reshaped to ${height} \u00d7 ${width} \u00d7 ${channels} and divided by 255, so that each number lies between 0 and 1.`,
    ),
    ...(recipe?.shown ?? []).map((paragraph) => element("p", { className: "prose" }, paragraph)),
    element(
      "p",
      { className: "prose" },
      `${recipe ? recipe.turns(epochs, batch) : `It saw them ${epochs} times, ${batch} at once.`} The loss fell from ${short(first.loss, 4)} to ${short(last.loss, 4)}, and of the digits it was shown it was right on ${percent(last.accuracy)} in the last epoch.`,
    ),
    curve(history),
  ];
  if (!test) return nodes;
  const [low, high] = test.interval;
  const result = `On ${grouped(test.count)} test images, which it never saw, ${grouped(test.right)} are right: ${percent(test.accuracy)} (${percent(low)} to ${percent(high)}, with 95 % confidence).`;
  return [...nodes, element("p", { className: "prose" }, result)];
}
