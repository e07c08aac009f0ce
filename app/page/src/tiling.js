/** @typedef {import("./tensor.js").Extent} Extent */
/** @typedef {{channel: number, row: number, column: number}} Place */

/** How the maps of a layer lie beside each other, in CSS pixels: each as large as is good for their number. */
export class Tiling {
  /**
   * @param {Extent} size
   * @param {number} room in width
   */
  constructor(size, room) {
    const { height, width, channels, vector } = size;
    const wanted = vector ? (channels <= 40 ? 30 : channels <= 300 ? 15 : 7) : channels <= 16 ? 72 : channels > 64 ? 28 : 38;
    const longest = Math.max(height, width);
    const scale = longest > wanted * 1.5 ? wanted / longest : Math.max(1, Math.ceil((wanted / longest) * 0.9));
    this.size = size;
    this.gap = vector && channels > 40 ? 1 : 3;
    this.width = Math.max(4, Math.round(width * scale));
    this.height = Math.max(4, Math.round(height * scale));
    this.columns = Math.max(1, Math.min(channels, Math.floor((room + this.gap) / (this.width + this.gap))));
    this.rows = Math.ceil(channels / this.columns);
  }

  /** @param {number} channel */
  corner(channel) {
    const row = Math.floor(channel / this.columns);
    return { x: (channel % this.columns) * (this.width + this.gap), y: row * (this.height + this.gap) };
  }

  /**
   * @param {MouseEvent} event
   * @returns {Place | null}
   */
  locate({ offsetX, offsetY }) {
    const { columns, width, height, gap, size } = this;
    const [across, down] = [Math.floor(offsetX / (width + gap)), Math.floor(offsetY / (height + gap))];
    const channel = down * columns + across;
    const [x, y] = [(offsetX - across * (width + gap)) / width, (offsetY - down * (height + gap)) / height];
    if (across >= columns || channel < 0 || channel >= size.channels || x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    return { channel, row: Math.floor(y * size.height), column: Math.floor(x * size.width) };
  }
}
