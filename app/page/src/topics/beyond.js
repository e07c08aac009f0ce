import { numbers } from "./choices.js";
import { LiveFigure } from "./figure.js";
import { Heads } from "./heads.js";
import { size, unseen } from "./said.js";
import { drawing, mapped, smallMap, strongestOf } from "./scene.js";
import { Together } from "./together.js";

/** @typedef {import("./scene.js").Scene} Scene */

/** @type {import("./pages.js").Topic[]} */
export const BEYOND = [
  {
    name: "pooling",
    title: "Pooling: maximum, average, minimum",
    text: [
      "Pooling takes one number from each window, and learns nothing. The maximum keeps the brightest: good for light ink on dark, and for activations, where the strongest hint counts. The minimum keeps the darkest: good for dark ink on light. The average blurs both.",
      "Exchange light and dark and see which pooling keeps the thin strokes.",
    ],
    figures: () => [
      new Together(
        [
          { name: "ink", title: "Ink", options: [["light", "light on dark"], ["dark", "dark on light"]] },
          { name: "size", title: "Window", options: numbers(2, 5) },
        ],
        ["max", "average", "min"].map((kind) => ({
          operation: "pool",
          grey: true,
          title: { max: "Maximum", average: "Average", min: "Minimum" }[kind],
          query: ({ ink, size: side }, scene) => ({ ...drawing(scene, ink === "dark"), kind, size: side }),
          say: (found) => size(found) + unseen(found),
        })),
      ),
    ],
  },
  {
    name: "flatten",
    title: "Flatten, or global average pooling",
    text: [
      "Behind the last maps comes a Dense layer, which takes a row of numbers. Flatten writes the maps as such a row, place by place; each place has a weight of its own. Global average pooling hands on one number for each map, its mean: far fewer weights, and no say about where in the picture a thing was seen.",
    ],
    figures: () => [new Heads()],
  },
  {
    name: "one-by-one",
    title: "The 1 \u00d7 1 convolution",
    text: ["A kernel of one cell cannot see any neighbour: it mixes the channels at each place, with one weight for each. So it makes fewer maps of many, or other ones. Here two maps are mixed, at first the two strongest of the first layer."],
    figures: () => [
      new LiveFigure({
        operation: "convolve",
        choices: [
          { name: "one", title: "Map", options: firstMaps, value: (scene) => String(strongestOf(scene, mapped(scene)[0])[0]) },
          { name: "a", title: "times", options: [["1", "1"], ["0.5", "0.5"], ["0", "0"], ["-1", "\u22121"]] },
          { name: "two", title: "plus map", options: firstMaps, value: (scene) => String(strongestOf(scene, mapped(scene)[0])[1]) },
          { name: "b", title: "times", options: [["-1", "\u22121"], ["0", "0"], ["0.5", "0.5"], ["1", "1"]] },
        ],
        query: ({ one, two, a, b }, scene) => {
          const layer = mapped(scene)[0];
          if (!layer) return null;
          if (one === two) return { of: `${layer}:${one}`, kernel: String(Number(a) + Number(b)) };
          const [low, high, x, y] = Number(one) > Number(two) ? [two, one, b, a] : [one, two, a, b];
          return { of: `${layer}:${low},${high}`, kernel: `${x}|${y}` };
        },
        say: size,
      }),
    ],
  },
  {
    name: "transposed",
    title: "Transposed convolution and upsampling",
    text: [
      "A transposed convolution, or deconvolution, goes the other way: each number stamps the kernel, times itself, onto a larger sheet. Where stamps overlap they add up. Unless the stride divides the kernel's size, some cells get more stamps than others: a checkerboard. Point at a cell of what goes in to see where it is stamped.",
      "Upsampling repeats each number (nearest) or goes between them in even steps (bilinear); a convolution behind it learns what the transposed one would, without the checkerboard.",
    ],
    figures: () => [
      new LiveFigure({
        operation: "transpose",
        title: "Transposed",
        counts: true,
        choices: [
          { name: "side", title: "Kernel of side", options: numbers(2, 5), value: "3" },
          { name: "stride", title: "Stride", options: numbers(1, 4), value: "2" },
        ],
        query: ({ side, stride }, scene) => ({ ...smallMap(scene), kernel: "blur", size: side, stride }),
        say: (found) => `${size(found)} ${found.even ? "The stride divides the kernel's size: each cell inside gets as many stamps." : "The stride does not divide the kernel's size: a checkerboard."}`,
      }),
      new LiveFigure({
        operation: "upsample",
        title: "Upsampled, then convolved",
        choices: [
          { name: "interpolation", title: "Between", options: [["nearest", "nearest"], ["bilinear", "bilinear"]] },
          { name: "factor", title: "Factor", options: numbers(2, 4) },
          { name: "kernel", title: "then", options: [["", "nothing"], ["blur", "blur"], ["gaussian", "gaussian"]] },
        ],
        query: ({ interpolation, factor, kernel }, scene) => ({ ...smallMap(scene), interpolation, factor, kernel: kernel || null }),
        say: size,
      }),
    ],
  },
];

/** @param {Scene} scene */
function firstMaps(scene) {
  const layer = scene.activity.layers.get(mapped(scene)[0]);
  return numbers(0, (layer?.spans.length ?? 0) - 1);
}
