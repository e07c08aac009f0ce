import { byId } from "./element.js";

/** @typedef {import("./state.js").Page} Page */

const VIEWS = ["look", "topics", "models"];

/**
 * Show the part of the page that is asked for; the sheet and its answer stay.
 * @param {Page} page
 */
export function views(page) {
  page.on(["view"], ({ view }) => {
    const part = VIEWS.find((name) => view.split("/")[0] === name) ?? "look";
    for (const name of VIEWS) byId(name).hidden = name !== part;
    for (const link of document.querySelectorAll("[data-view]")) {
      if (link instanceof HTMLElement && link.dataset.view === part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  });
}
