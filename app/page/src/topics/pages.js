import { Heads } from "./heads.js";
import { KERNELS, LiveFigure, mapsOf, numbers } from "./figure.js";
import { tiles } from "./tiles.js";

/** @typedef {import("./figure.js").Found} Found */
/** @typedef {import("./figure.js").Choice} Choice */
/** @typedef {{node: Node, show?: (activity: any, version: string) => unknown}} Figure */
/** @typedef {{name: string, title: string, text: string[], figures: () => Figure[]}} Topic */

const size = (/** @type {Found} */ { input, size: { formula, counted, expected } }) =>
  `${input.shape[0]} \u00d7 ${input.shape[1]} go in, ${counted[0]} \u00d7 ${counted[1]} come out: counted one by one, and ${formula} says ${expected[0]} \u00d7 ${expected[1]}.`;

const KERNEL = /** @type {Choice} */ ({ name: "kernel", title: "Kernel", options: KERNELS, value: "edges" });
const PADDINGS = /** @type {const} */ ([["valid", "valid: none"], ["same", "same"], ["full", "full: M \u2212 1 on each side"]]);
const first = (/** @type {any} */ activity) => mapsOf(activity)[0];

/** @type {Topic[]} */
export const TOPICS = [
  {
    name: "input",
    title: "What goes in",
    text: [
      "A picture is a block of numbers: height, width and channels. Grey needs one channel, colour three: red, green and blue. This network takes 28 \u00d7 28 \u00d7 1; each number is a pixel's grey, divided by 255, so that paper is 0 and ink is 1.",
      "Point at a pixel below to read its number. A batch of pictures has one axis more in front: 60,000 training pictures are 60,000 \u00d7 28 \u00d7 28 \u00d7 1.",
    ],
    figures: () => [new LiveFigure({ operation: "convolve", choices: [], query: () => ({ kernel: "identity", padding: "same" }), say: ({ input, output }) => `Height ${input.shape[0]}, width ${input.shape[1]}, ${input.shape[2]} ${input.shape[2] === 1 ? "channel" : "channels"}; the numbers lie between ${output.minimum} and ${output.maximum}. The kernel with a single 1 in its middle hands them on as they are.` })],
  },
  {
    name: "convolution",
    title: "Two numbers that define a convolution",
    text: [
      "A convolution is defined by the size of its kernel, typically 3 \u00d7 3 or 5 \u00d7 5, and by the number of its filters. The kernel slides over the picture; at every place, what lies under it is multiplied with it, number by number, and added up.",
      "Point at a cell of what comes out, and the window that it comes from is marked on what goes in.",
    ],
    figures: () => [
      new LiveFigure({ operation: "convolve", choices: [KERNEL], query: ({ kernel }) => ({ kernel }), say: size, title: "3 \u00d7 3" }),
      new LiveFigure({ operation: "convolve", choices: [{ name: "kernel", title: "Kernel", options: [["gaussian", "gaussian"], ["blur", "blur"]] }, { name: "side", title: "of side", options: [["3", "3"], ["5", "5"], ["7", "7"]], value: "5" }], query: ({ kernel, side }) => ({ kernel, size: side }), say: size, title: "Other sizes" }),
    ],
  },
  {
    name: "response-map",
    title: "Feature map, filter and response map",
    text: [
      "What a layer takes is a feature map; a filter is the kernel that is laid over it; what comes out is the filter's response map, and the next layer's feature map. The first layer here has 64 filters, learned and not written, so that it makes 64 response maps of 26 \u00d7 26 from your drawing.",
      "Choose a filter. Its bias is added, and the relu makes zeros of what is negative.",
    ],
    figures: () => [
      new LiveFigure({
        operation: "convolve",
        choices: [
          { name: "filter", title: "Filter", options: numbers(0, 63) },
          { name: "activation", title: "then", options: [["relu", "relu"], ["linear", "nothing"]] },
        ],
        query: ({ filter, activation }, activity) => ({ kernel: `${first(activity)}/${filter}`, activation }),
        say: (found) => `${size(found)} The bias is ${found.parameters.bias}.`,
      }),
    ],
  },
  {
    name: "padding",
    title: "Border effects and padding",
    text: [
      "A 3 \u00d7 3 window cannot be centred on a tile of the border. Of the 25 tiles of a 5 \u00d7 5 grid only nine remain: the output shrinks by two tiles along each side.",
      "Padding adds rows and columns around the input. With the right number of them the output is as large as the input: same. With M \u2212 1 on each side every place counts where window and input meet at all: full. Without padding it is valid: N \u2212 M + 1.",
    ],
    figures: () => [
      { node: tiles() },
      new LiveFigure({
        operation: "convolve",
        title: "On your drawing",
        choices: [KERNEL, { name: "padding", title: "Padding", options: PADDINGS, value: "full" }],
        query: ({ kernel, padding }) => ({ kernel, padding }),
        say: (found) => `${size(found)} Hatched: the border ring, whose windows reach into the padding (${found.border?.flat().filter(Boolean).length ?? 0} cells).`,
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
        query: ({ kernel, stride, padding }) => ({ kernel, stride, padding }),
        say: (found) => size(found) + (found.unseen.rows.length ? ` No window sees the rows ${found.unseen.rows.join(", ")} (hatched).` : ""),
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
    figures: () =>
      ["max", "average", "min"].map(
        (kind) =>
          new LiveFigure({
            operation: "pool",
            title: { max: "Maximum", average: "Average", min: "Minimum" }[kind],
            choices: [{ name: "ink", title: "Ink", options: [["light", "light on dark"], ["dark", "dark on light"]] }, { name: "size", title: "Window", options: numbers(2, 5) }],
            query: ({ ink, size: side }) => ({ kind, size: side, invert: ink === "dark" || null }),
            say: (found) => size(found) + (found.unseen.rows.length ? ` No window sees the rows ${found.unseen.rows.join(", ")} (hatched).` : ""),
          }),
      ),
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
    text: ["A kernel of one cell cannot see any neighbour: it mixes the channels at each place, with one weight for each. So it makes fewer maps of many, or other ones. Here two maps of the first layer are mixed."],
    figures: () => [
      new LiveFigure({
        operation: "convolve",
        choices: [
          { name: "one", title: "Map", options: numbers(0, 63), value: "1" },
          { name: "a", title: "times", options: [["1", "1"], ["0.5", "0.5"], ["0", "0"], ["-1", "\u22121"]] },
          { name: "two", title: "plus map", options: numbers(0, 63), value: "10" },
          { name: "b", title: "times", options: [["-1", "\u22121"], ["0", "0"], ["0.5", "0.5"], ["1", "1"]] },
        ],
        query: ({ one, two, a, b }, activity) => {
          const swapped = Number(one) > Number(two);
          const [low, high, x, y] = swapped ? [two, one, b, a] : [one, two, a, b];
          return low === high ? { of: `${first(activity)}:${one}`, kernel: String(Number(a) + Number(b)) } : { of: `${first(activity)}:${low},${high}`, kernel: `${x}|${y}` };
        },
        say: size,
      }),
    ],
  },
  {
    name: "transposed",
    title: "Transposed convolution and upsampling",
    text: [
      "A transposed convolution, or deconvolution, goes the other way: each number stamps the kernel, times itself, onto a larger sheet. Where stamps overlap they add up. Unless the stride divides the kernel's size, some cells get more stamps than others: a checkerboard.",
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
        query: ({ side, stride }, activity) => ({ of: small(activity), kernel: "blur", size: side, stride }),
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
        query: ({ interpolation, factor, kernel }, activity) => ({ of: small(activity), interpolation, factor, kernel: kernel || null }),
        say: size,
      }),
    ],
  },
];

/**
 * A map of the middle of the network, small enough to see its cells grow.
 * @param {import("../activity.js").Activity} activity
 */
function small(activity) {
  const names = mapsOf(activity);
  const name = names[Math.min(2, names.length - 1)];
  const spans = activity.layers.get(name)?.spans ?? [];
  const channel = spans.reduce((best, span, at) => (span.limit > spans[best].limit ? at : best), 0);
  return `${name}:${channel}`;
}
