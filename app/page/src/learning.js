import { curve } from "./curve.js";
import { element } from "./element.js";
import { grouped, percent, short } from "./number.js";

/** What each recipe learns with. */
const RECIPES = /** @type {Record<string, string>} */ ({
  textbook:
    "The loss is categorical cross-entropy: minus the logarithm of the probability that the right class was given. The optimiser is RMSprop, which gives each weight a step of its own, by how large its gradients were of late.",
  robust:
    "The loss is categorical cross-entropy, and the optimiser AdamW, with a rate that rises, then falls along a cosine. The training images are written again in every epoch: by other hands, with other pens, on paper.",
});

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
  const classes = card.classes?.length ?? 0;
  const nodes = [
    element("h3", {}, "How it learned"),
    element(
      "p",
      { className: "prose" },
      `The training images are reshaped to ${height} \u00d7 ${width} \u00d7 ${channels} and divided by 255, so that each number lies between 0 and 1. The labels are one-hot: a label becomes ${classes} numbers, a 1 in its own place and zeros else.`,
    ),
    ...(RECIPES[card.recipe] ? [element("p", { className: "prose" }, RECIPES[card.recipe])] : []),
    element(
      "p",
      { className: "prose" },
      `It saw all of them ${epochs} times, ${grouped(batch)} at once. The loss fell from ${short(first.loss, 4)} to ${short(last.loss, 4)}, and of the training images it was right on ${percent(last.accuracy)} in the end.`,
    ),
    curve(history),
  ];
  if (!test) return nodes;
  const [low, high] = test.interval;
  const result = `On ${grouped(test.count)} test images, which it never saw, ${grouped(test.right)} are right: ${percent(test.accuracy)} (${percent(low)} to ${percent(high)}, with 95 % confidence).`;
  return [...nodes, element("p", { className: "prose" }, result)];
}
