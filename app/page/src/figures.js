import { element } from "./element.js";
import { FrameView } from "./frame.js";
import { MapView } from "./map.js";
import { extent } from "./tensor.js";

/** @typedef {import("./activity.js").Activity} Activity */
/** @typedef {import("./activity.js").Measured} Measured */
/** @typedef {import("./arithmetic.js").Explanation} Explanation */
/** @typedef {import("./map.js").Cell} Cell */
/** @typedef {import("./network-facts.js").Box} Box */
/** @typedef {import("./network-facts.js").Layer} Layer */
/** @typedef {import("./state.js").Range} Range */

/** The chosen map enlarged, the frame with what the unit sees of it, and the input map that counts most. */
export class UnitFigures {
  #frame = new FrameView();
  #input = new MapView("The input map", {});
  #map;
  #captions = { map: element("figcaption"), frame: element("figcaption"), input: element("figcaption") };
  #figures;

  /** @param {{hover: (cell: Cell | null) => void, choose: (cell: Cell) => void}} listener of the enlarged map */
  constructor(listener) {
    this.#map = new MapView("The chosen map", listener);
    this.#figures = {
      map: element("figure", { className: "large" }, this.#map.node, this.#captions.map),
      frame: element("figure", {}, this.#frame.node, this.#captions.frame),
      input: element("figure", {}, this.#input.node, this.#captions.input),
    };
    const { map, frame, input } = this.#figures;
    this.node = element("div", { className: "figures" }, map, frame, input);
  }

  /**
   * @param {Layer} layer
   * @param {Activity} activity
   * @param {Measured} measured
   * @param {{channel: number, range: Range}} state
   * @param {Cell} cell
   */
  show(layer, activity, measured, { channel, range }, cell) {
    const { vector } = extent(layer.output_shape);
    this.#figures.map.hidden = vector;
    this.node.classList.toggle("vector", vector);
    this.#frame.show(activity.frame);
    this.#frame.mark({ rows: layer.blind_rows ?? [], columns: layer.blind_columns ?? [] });
    if (vector) return;
    this.#map.showChannel(measured.tensor, channel, activity.limit(range, measured.spans[channel], measured.limit));
    this.#map.choose(cell);
    this.#captions.map.textContent = `Map ${channel} of ${layer.name}: row ${cell.row}, column ${cell.column}`;
  }

  /** @param {Box | null} field what the chosen unit sees of the frame */
  see(field) {
    this.#frame.mark({ field });
    this.#captions.frame.textContent = field ? `The frame; this unit sees ${field.width} \u00d7 ${field.height} of it` : "The frame";
  }

  /** @param {Box | null} field what the cell under the pointer sees */
  point(field) {
    this.#frame.mark({ pointed: field });
  }

  /**
   * The input's map that adds most, with the window on it.
   * @param {Explanation} found
   * @param {Activity} activity
   * @param {Range} range
   */
  showInput({ inputs, window, contributions }, activity, range) {
    const from = activity.layers.get(inputs[0]);
    const source = contributions[0]?.source;
    const shown = from && window && source !== undefined && source < from.spans.length;
    this.#figures.input.hidden = !shown;
    if (!shown) return;
    this.#input.showChannel(from.tensor, source, activity.limit(range, from.spans[source], from.limit));
    this.#input.markWindow(boundsOf(window));
    this.#captions.input.textContent = `Map ${source} of ${inputs[0]}, which counts most, and the window on it`;
  }
}

/**
 * @param {{rows: (number | null)[], columns: (number | null)[]}} window
 * @returns {Box | null}
 */
function boundsOf({ rows, columns }) {
  const [down, across] = [rows, columns].map((places) => places.flatMap((place) => (place === null ? [] : [place])));
  if (!down.length || !across.length) return null;
  const [y, x] = [Math.min(...down), Math.min(...across)];
  return { x, y, width: Math.max(...across) - x + 1, height: Math.max(...down) - y + 1 };
}
