import { json } from "./api.js";
import { element } from "./element.js";

/** @typedef {import("./state.js").Page} Page */
/** @typedef {{version: string, labels: string[], state: string, recipe: string | null}} Version */

/**
 * Let a version be chosen among those that can answer.
 * @param {HTMLSelectElement} select
 * @param {Page} page
 */
export async function versions(select, page) {
  const { versions: all, default_version: usual } = await json("models");
  const served = /** @type {Version[]} */ (all).filter(({ state }) => state === "available");
  select.replaceChildren(
    ...served.map(({ version, recipe, labels }) => {
      const notes = [recipe, ...labels, version === usual ? "default" : ""].filter(Boolean).join(", ");
      return element("option", { value: version }, notes ? `${version} (${notes})` : version);
    }),
  );
  select.addEventListener("change", () => page.change({ version: select.value }));
  page.on(["version"], ({ version }) => (select.value = version || (usual ?? "")));
}
