import { short } from "../number.js";
import { numbers } from "./choices.js";
import { LiveFigure, sizeOf } from "./figure.js";
import { ResponseMaps } from "./filters.js";
import { Heads } from "./heads.js";
import { ColourPlanes, FramePlanes } from "./planes.js";
import { convolution, drawing, filtersOf, mapped, smallMap, strongestOf } from "./scene.js";
import { tiles } from "./tiles.js";
import { Together } from "./together.js";

/** @typedef {import("./figure.js").Found} Found */
/** @typedef {import("./choices.js").Choice} Choice */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {{node: Node, show?: (scene: Scene) => unknown}} Figure */
/** @typedef {{name: string, title: string, text: string[], figures: () => Figure[]}} Topic */

/**
 * The sizes, counted and by their formula.
 * @param {Found} found
 */
function size({ input, kernel, parameters, size: { formula, counted, expected } }) {
  const said = formula.replaceAll(" - ", " \u2212 ").replaceAll(" x ", " \u00d7 ");
  const letters = /** @type {[string, unknown][]} */ ([["M", kernel?.shape[0] ?? parameters.size], ["S", parameters.stride ?? parameters.factor]]);
  const known = letters.filter(([letter, value]) => value !== undefined && new RegExp(`\\b${letter}\\b`).test(said)).map(([letter, value]) => `${letter} = ${value}`);
  return `${sizeOf(input.shape)} go in, ${sizeOf(counted)} come out: counted one by one, and ${said}${known.length ? `, with ${known.join(" and ")},` : ""} says ${sizeOf(expected)}.`;
}

/** @param {Found} found */
function unseen({ unseen: { rows, columns } }) {
  const parts = [list("row", rows), list("column", columns)].filter(Boolean);
  return parts.length ? ` No window sees ${parts.join(" or ")} (hatched).` : "";
}

/**
 * @param {string} noun
 * @param {number[]} places
 */
function list(noun, places) {
  return places.length ? `${noun}${places.length > 1 ? "s" : ""} ${places.join(", ")}` : "";
}

const KERNEL = /** @type {Choice} */ ({
  name: "kernel",
  title: "Kernel",
  options: [
    ["edges", "edges, in any direction"],
    ["horizontal", "horizontal edges"],
    ["vertical", "vertical edges"],
    ["blur", "blur"],
    ["gaussian", "gaussian blur"],
    ["sharpen", "sharpen"],
    ["emboss", "emboss"],
    ["identity", "identity"],
  ],
});
const PADDINGS = /** @type {const} */ ([["valid", "valid: none"], ["same", "same"], ["full", "full: M \u2212 1 on each side"]]);

/** The learned filters, and what they make of the drawing: two figures, where a map chosen in one is worked out in the other. */
function responses() {
  const figure = new LiveFigure({
    operation: "convolve",
    title: "One filter",
    choices: [
      { name: "filter", title: "Filter", options: (scene) => numbers(0, filtersOf(convolution(scene)) - 1), value: (scene) => String(strongestOf(scene, convolution(scene)?.name ?? "")[0] ?? 0) },
      { name: "activation", title: "then", options: [["relu", "relu"], ["linear", "nothing"]] },
    ],
    query: ({ filter, activation }, scene) => {
      const layer = convolution(scene);
      return layer && { of: layer.inputs[0] ?? "frame", kernel: `${layer.name}/${filter}`, stride: layer.strides?.[0], padding: layer.padding, activation };
    },
    say: (found) => `${size(found)} The bias is ${short(Number(found.parameters.bias), 4)}.`,
  });
  return [new ResponseMaps((channel) => figure.choices.set("filter", String(channel))), figure];
}

/** @type {Topic[]} */
export const TOPICS = [
  {
    name: "input",
    title: "What goes in",
    text: [
      "A picture is a block of numbers: height, width and channels. Grey needs one channel, colour three: red, green and blue. The textbook's network takes 28 \u00d7 28 \u00d7 1; each number is a pixel's grey, divided by 255, so that paper is 0 and ink is 1.",
      "Point at a pixel below to read its numbers. A batch of pictures has one axis more in front: 60,000 training pictures are 60,000 \u00d7 28 \u00d7 28 \u00d7 1.",
    ],
    figures: () => [new FramePlanes(), new ColourPlanes()],
  },
  {
    name: "convolution",
    title: "Two numbers that define a convolution",
    text: [
      "A convolution is defined by the size of its kernel, typically 3 \u00d7 3 or 5 \u00d7 5, and by the number of its filters. The kernel slides over the picture; at every place, what lies under it is multiplied with it, number by number, and added up.",
      "Point at a cell of what comes out, and the window that it comes from is marked on what goes in.",
    ],
    figures: () => [
      new LiveFigure({ operation: "convolve", choices: [KERNEL], query: ({ kernel }, scene) => ({ ...drawing(scene), kernel }), say: size, title: "A kernel of 3 \u00d7 3" }),
      new LiveFigure({
        operation: "convolve",
        choices: [
          { name: "kernel", title: "Kernel", options: [["gaussian", "gaussian"], ["blur", "blur"]] },
          { name: "side", title: "of side", options: [["3", "3"], ["5", "5"], ["7", "7"]], value: "5" },
        ],
        query: ({ kernel, side }, scene) => ({ ...drawing(scene), kernel, size: side }),
        say: size,
        title: "A kernel of 5 \u00d7 5, or another size",
      }),
      new ResponseMaps(),
    ],
  },
  {
    name: "response-map",
    title: "Feature map, filter and response map",
    text: [
      "What a layer takes is a feature map; a filter is the kernel that is laid over it; what comes out is the filter's response map, and the next layer's feature map. The textbook's first layer has 64 filters, learned and not written, so that it makes 64 response maps of 26 \u00d7 26 from a digit.",
      "Choose one of the maps to see its filter. Its bias is added, and the relu makes zeros of what is negative.",
    ],
    figures: responses,
  },
  {
    name: "padding",
    title: "Border effects and padding",
    text: [
      "A 3 \u00d7 3 window cannot be centred on a tile of the border. Of the 25 tiles of a 5 \u00d7 5 grid only nine remain: the output shrinks by two tiles along each side.",
      "Padding adds rows and columns around the input. With the right number of them the output is as large as the input: same. With M \u2212 1 on each side every place counts where window and input meet at all: full, N + M \u2212 1. Without padding it is valid: N \u2212 M + 1.",
    ],
    figures: () => [
      { node: tiles() },
      new LiveFigure({
        operation: "convolve",
        title: "On your drawing",
        choices: [KERNEL, { name: "padding", title: "Padding", options: PADDINGS, value: "full" }],
        query: ({ kernel, padding }, scene) => ({ ...drawing(scene), kernel, padding }),
        say: (found) => {
          const ring = found.border?.flat().filter(Boolean).length ?? 0;
          return size(found) + (ring ? ` Shaded: the padding. Hatched: the border ring of ${ring} cells, whose windows reach into it.` : " There is no padding, and no window reaches over the border.");
        },
      }),
    ],
  },
  {
    name: "stride",
    title: "Stride",
    text: ["The stride is how far the window moves from one place to the next. With a stride of 2 every other place is left out, and the output is half as large along each side. Today maximum pooling mostly does that work instead."],
    figures: () => [
      new LiveFigure({
        operation: "convolve",
        choices: [KERNEL, { name: "stride", title: "Stride", options: numbers(1, 4), value: "2" }, { name: "padding", title: "Padding", options: PADDINGS }],
        query: ({ kernel, stride, padding }, scene) => ({ ...drawing(scene), kernel, stride, padding }),
        say: (found) => size(found) + unseen(found),
      }),
    ],
  },
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
