import { keyNeeded, showKey } from "./api.js";
import { button, element } from "./element.js";

/**
 * Ask for a key where the service does; it is kept until the browser's tab is closed.
 * @param {HTMLElement} place
 */
export function askForKey(place) {
  const input = element("input", { type: "password", autocomplete: "off", required: true, aria: { label: "Key" } });
  const form = element("form", { className: "key notice" }, "This service asks for a key. ", input, button("Use it", () => {}, { type: "submit" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    showKey(input.value.trim());
    location.reload();
  });
  keyNeeded.watch((needed) => {
    if (needed && !form.isConnected) place.prepend(form);
  });
}
