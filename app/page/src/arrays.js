/** @typedef {{shape: number[], values: Float32Array}} Tensor */

/**
 * A NumPy file of float32 in C order.
 * @param {ArrayBuffer} buffer
 * @param {number} [start]
 * @returns {Tensor}
 */
export function readNpy(buffer, start = 0) {
  const view = new DataView(buffer);
  const wide = view.getUint8(start + 6) > 1;
  const length = wide ? view.getUint32(start + 8, true) : view.getUint16(start + 8, true);
  const body = start + (wide ? 12 : 10);
  const header = new TextDecoder("latin1").decode(new Uint8Array(buffer, body, length));
  if (!header.includes("'<f4'") || !header.includes("'fortran_order': False")) throw new Error(`not float32: ${header}`);
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "").split(",").filter((side) => side.trim()).map(Number);
  const count = shape.reduce((product, side) => product * side, 1);
  const from = body + length;
  return { shape, values: new Float32Array(buffer.slice(from, from + 4 * count)) };
}

/**
 * The arrays of an uncompressed `.npz` by their names, in the file's order.
 * @param {ArrayBuffer} buffer
 * @returns {Map<string, Tensor>}
 */
export function readNpz(buffer) {
  const view = new DataView(buffer);
  const end = buffer.byteLength - 22; // the file's last record: it has no comment
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error("not a .npz file");
  const found = new Map();
  let entry = view.getUint32(end + 16, true);
  for (let count = view.getUint16(end + 10, true); count > 0; count--) {
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(entry + place, true));
    const title = new TextDecoder().decode(new Uint8Array(buffer, entry + 46, name));
    const local = view.getUint32(entry + 42, true);
    const body = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    found.set(title.replace(/\.npy$/, ""), readNpy(buffer, body));
    entry += 46 + name + extra + comment;
  }
  return found;
}
