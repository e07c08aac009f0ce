import { json, text } from "./api.js";
import { element, notice } from "./element.js";
import { learning } from "./learning.js";
import { grouped, percent, short } from "./number.js";

/** @typedef {import("./state.js").Page} Page */

const PLOTS = /** @type {const} */ ([
  ["curves", "Loss and accuracy, epoch by epoch"],
  ["confusion", "What was taken for what, on the test images"],
  ["reliability", "How sure it was, and how often it was right"],
  ["corruptions", "Under each corruption"],
  ["filters", "The first layer's kernels"],
]);

/**
 * The versions side by side, and each on a page of its own.
 * @param {HTMLElement} place
 * @param {Page} page
 */
export function models(place, page) {
  page.on(["view"], async ({ view }) => {
    const [part, version] = view.split("/");
    if (part !== "models") {
      place.replaceChildren();
      return;
    }
    place.replaceChildren(element("p", { className: "note" }, "\u2026"));
    try {
      const nodes = version ? await one(version) : await all();
      if (page.value.view === view) place.replaceChildren(...nodes);
    } catch (error) {
      place.replaceChildren(notice(error));
    }
  });
}

async function all() {
  const { versions, default_version: usual } = await json("models");
  const served = /** @type {any[]} */ (versions).filter(({ state }) => state === "available");
  const cards = await Promise.all(served.map(({ version }) => json(`models/${version}`).catch(() => null)));
  const known = cards.filter((card) => card !== null);
  const rows = /** @type {[string, (card: any) => string | Node][]} */ ([
    ["version", (card) => element("a", { href: `#view=models/${card.version}` }, `${card.version}${card.version === usual ? ", the default" : ""}`)],
    ["recipe", (card) => card.recipe ?? "unknown"],
    ["made", (card) => (card.created ?? "").slice(0, 10)],
    ["parameters", (card) => grouped(card.parameters)],
    ["epochs", (card) => String(card.metrics.epochs ?? "\u2013")],
    ["right on the test images", (card) => (card.metrics.test ? `${percent(card.metrics.test.accuracy)} of ${grouped(card.metrics.test.count)}` : "\u2013")],
    ["loss on them", (card) => (card.metrics.test ? short(card.metrics.test.loss) : "\u2013")],
    ["temperature", (card) => short(card.calibration.temperature)],
  ]);
  const table = element("table", { className: "side-by-side" }, element("caption", { className: "unseen" }, "Versions side by side"));
  for (const [title, value] of rows) {
    table.append(element("tr", {}, element("th", { scope: "row" }, title), ...known.map((card) => element("td", {}, value(card)))));
  }
  const others = /** @type {any[]} */ (versions).filter(({ version }) => !known.some((card) => card.version === version));
  return [
    element("h2", {}, "Versions side by side"),
    element("div", { className: "scrolled", tabIndex: 0, role: "region", aria: { label: "Versions side by side" } }, table),
    ...others.map(({ version, state, reason }) => element("p", { className: "note" }, `Version ${version} is ${state}${reason ? `: ${reason}` : ""}.`)),
  ];
}

/** @param {string} version */
async function one(version) {
  const [card, summary] = await Promise.all([json(`models/${encodeURIComponent(version)}`), text("summary", { query: { version } })]);
  const plots = PLOTS.map(([name, title]) => {
    const picture = element("img", { src: `models/${card.version}/card/${name}.png`, alt: title, loading: "lazy" });
    const figure = element("figure", {}, picture, element("figcaption", { className: "note" }, title));
    picture.addEventListener("error", () => figure.remove());
    return figure;
  });
  return [
    element("p", { className: "crumb" }, element("a", { href: "#view=models" }, "All versions")),
    element("h2", {}, `Version ${card.version}: ${card.recipe ?? "of unknown origin"}`),
    ...learning(card),
    element("h3", {}, "Its layers"),
    element("pre", { className: "summary", tabIndex: 0, role: "region", aria: { label: "Summary of the network" } }, summary),
    element("h3", {}, "Its card"),
    element("div", { className: "plots" }, ...plots),
  ];
}
