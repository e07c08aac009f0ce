import { element } from "../element.js";
import { Choices } from "./choices.js";
import { LiveFigure } from "./figure.js";

/** Figures side by side, played with by the same choices. */
export class Together {
  /**
   * @param {readonly import("./choices.js").Choice[]} choices
   * @param {readonly import("./figure.js").Plan[]} plans
   */
  constructor(choices, plans) {
    this.choices = new Choices(choices);
    this.figures = plans.map((plan) => new LiveFigure(plan, this.choices));
    this.node = element("div", { className: "together" }, this.choices.node, element("div", { className: "abreast" }, ...this.figures.map(({ node }) => node)));
  }

  /** @param {import("./scene.js").Scene} scene */
  show(scene) {
    this.choices.show(scene);
    for (const figure of this.figures) figure.show(scene);
  }
}
