import { element } from "../element.js";
import { unbroken } from "../number.js";
import { MEASURED } from "./measured.js";
import { TOPICS } from "./pages.js";

/** @typedef {import("../state.js").Page} Page */
/** @typedef {import("../reader.js").Reader} Reader */

/**
 * The textbook's topics: a list of them, and each as a short page on the same drawing.
 * @param {HTMLElement} place
 * @param {Page} page
 * @param {Reader} reader
 */
export function topics(place, page, reader) {
  /** @type {import("./pages.js").Figure[]} */
  let figures = [];
  const draw = () => {
    const [activity, network] = [reader.activity.value, reader.network.value];
    if (!activity || !network) return;
    for (const figure of figures) void figure.show?.({ activity, network, version: page.value.version });
  };
  page.on(["view"], ({ view }) => {
    const [part, name] = view.split("/");
    const topic = TOPICS.find((each) => each.name === name);
    figures = part === "topics" && topic ? topic.figures() : [];
    if (part !== "topics") place.replaceChildren();
    else place.replaceChildren(...(topic ? one(topic, figures) : list()));
    draw();
  });
  reader.activity.watch(draw);
}

function list() {
  const items = TOPICS.map(({ name, title, text }) =>
    element("li", {}, element("a", { href: `#view=topics/${name}` }, title), element("p", {}, `${text[0].split(/[.:] /)[0]}.`)),
  );
  return [
    element("h2", {}, "The textbook's topics"),
    element("p", { className: "intro" }, "Each is a short page with a live figure: on your own drawing, with numbers from the service."),
    element("ol", { className: "cards" }, ...items),
  ];
}

/**
 * @param {import("./pages.js").Topic} topic
 * @param {import("./pages.js").Figure[]} figures
 */
function one({ name, title, text }, figures) {
  const at = TOPICS.findIndex((each) => each.name === name);
  const links = [TOPICS[at - 1], TOPICS[at + 1]].map((other, after) =>
    other ? element("a", { href: `#view=topics/${other.name}` }, after ? `Next: ${other.title}` : `Before: ${other.title}`) : element("span"),
  );
  return [
    element("p", { className: "crumb" }, element("a", { href: "#view=topics" }, "All topics")),
    element("h2", {}, title),
    ...text.map((paragraph) => element("p", { className: "prose" }, unbroken(paragraph))),
    element("div", { className: "in-turn" }, ...figures.map(({ node }) => node)),
    ...measured(name),
    element("nav", { className: "turn", aria: { label: "Other topics" } }, ...links),
  ];
}

/** @param {string} name */
function measured(name) {
  const said = MEASURED[name];
  if (!said) return [];
  const again = ["The command ", element("code", {}, "digitscope experiments"), " measures it again, and docs/experiments.md has all of it."];
  return [element("p", { className: "prose measured" }, element("strong", {}, "Measured, three trainings each: "), unbroken(said), " ", ...again)];
}
