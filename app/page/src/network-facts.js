/**
 * @typedef {{size: number, stride: number, start: number}} ReceptiveField
 * @typedef {{name: string, class: string, input_shape: (number | null)[], output_shape: (number | null)[],
 *   parameters: number, multiply_adds: number, kernel_size: number[] | null, strides: number[] | null,
 *   padding: string | null, activation: string | null, receptive_field: ReceptiveField | null, inputs: string[],
 *   blind_rows: number[] | null, blind_columns: number[] | null}} Layer
 * @typedef {{model: {name: string, version: string}, input_shape: number[], classes: string[], parameters: number,
 *   multiply_adds: number, layers: Layer[], explainable: string[], maskable: string[]}} Network
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */
import { grouped } from "./number.js";

/** @param {readonly (number | null)[]} shape */
export function times(shape) {
  return shape.map((side) => side ?? "?").join(" \u00d7 ");
}

/**
 * What the layer does, in a line.
 * @param {Layer} layer
 */
export function describe(layer) {
  const parts = [];
  if (layer.kernel_size) parts.push(`${times(layer.kernel_size)} ${/Pool/.test(layer.class) ? "window" : "kernel"}`);
  if (layer.strides) parts.push(`stride ${[...new Set(layer.strides)].join(", ")}`);
  if (layer.padding) parts.push(`${layer.padding} padding`);
  if (layer.activation && layer.activation !== "linear") parts.push(layer.activation);
  parts.push(`${times(layer.input_shape)} \u2192 ${times(layer.output_shape)}`);
  if (layer.parameters) parts.push(`${grouped(layer.parameters)} parameters`);
  if (layer.multiply_adds) parts.push(`${grouped(layer.multiply_adds)} multiplications`);
  return parts.join(" \u00b7 ");
}

/**
 * Which layers feed it, where it is not just the one that stands above it.
 * @param {Layer} layer
 * @param {string | null} above
 */
export function origin({ inputs }, above) {
  const usual = above === null ? inputs.length === 0 : inputs.length === 1 && inputs[0] === above;
  return usual ? "" : `from ${inputs.length ? inputs.join(" and ") : "the frame"}`;
}

/**
 * The part of the frame that a unit at that place sees; null where its layer does not look through a window.
 * @param {Layer} layer
 * @param {number[]} frame (height, width, ...)
 * @param {number} row
 * @param {number} column
 * @returns {Box | null}
 */
export function fieldOf({ receptive_field: field }, [height, width], row, column) {
  if (!field) return null;
  const [top, left] = [row, column].map((place) => field.start + place * field.stride);
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return { x, y, width: Math.min(width, left + field.size) - x, height: Math.min(height, top + field.size) - y };
}

/**
 * @param {Layer} layer
 * @returns {string} empty where it sees all
 */
export function blindness({ blind_rows: rows, blind_columns: columns }) {
  const parts = [];
  if (rows?.length) parts.push(`rows ${rows.join(", ")}`);
  if (columns?.length) parts.push(`columns ${columns.join(", ")}`);
  return parts.length ? `No unit of this layer sees ${parts.join(" or ")} of the frame.` : "";
}
