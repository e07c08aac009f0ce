/** Whether the reader's screen is dark now. */
export const dark = matchMedia("(prefers-color-scheme: dark)");

dark.addEventListener("change", () => {
  for (const node of document.querySelectorAll("[data-themed]")) node.dispatchEvent(new Event("theme"));
});

/**
 * Call it whenever light and dark are exchanged, as long as the node is on the page.
 * @param {HTMLElement} node
 * @param {() => void} redraw
 */
export function watchTheme(node, redraw) {
  node.dataset.themed = "";
  node.addEventListener("theme", redraw);
}
