import { byId } from "./element.js";

/** @typedef {import("./state.js").Page} Page */

const VIEWS = ["look", "topics", "models"];

/** @param {string} view */
function partOf(view) {
  return VIEWS.find((name) => view.split("/")[0] === name) ?? "look";
}

/**
 * Show the part of the page that is asked for; the sheet and its answer stay.
 * @param {Page} page
 */
export function views(page) {
  page.on(["view"], ({ view }) => {
    const part = partOf(view);
    for (const name of VIEWS) byId(name).hidden = name !== part;
    for (const link of document.querySelectorAll("[data-view]")) {
      if (link instanceof HTMLElement && link.dataset.view === part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  });
}

/**
 * Go where the part begins that is asked for: it lies below the sheet.
 * @param {Page} page
 */
export function arrive(page) {
  let shown = "look";
  page.on(["view"], ({ view }) => {
    if (view === shown) return;
    shown = view;
    const part = byId(partOf(view));
    part.focus({ preventScroll: true });
    if (part.id === "look") scrollTo(0, 0);
    else part.scrollIntoView();
  });
}
