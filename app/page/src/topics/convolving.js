import { short } from "../number.js";
import { numbers } from "./choices.js";
import { LiveFigure } from "./figure.js";
import { ResponseMaps } from "./filters.js";
import { ColourPlanes, FramePlanes } from "./planes.js";
import { size, unseen } from "./said.js";
import { convolution, drawing, filtersOf, strongestOf } from "./scene.js";
import { tiles } from "./tiles.js";

/** @typedef {import("./choices.js").Choice} Choice */

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

/** @type {import("./pages.js").Topic[]} */
export const CONVOLVING = [
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
];
