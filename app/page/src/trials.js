import { AblationTrial } from "./ablation.js";
import { ComparisonTrial } from "./comparison.js";
import { HeatMapTrial } from "./heat-map.js";

/**
 * What can be tried on the picture; gives the one that switches maps off.
 * @param {HTMLElement} place
 * @param {import("./state.js").Page} page
 * @param {import("./reader.js").Reader} reader
 * @param {(layer: string, channel: number) => void} reveal shows a map where it stands
 */
export function trials(place, page, reader, reveal) {
  const ablation = new AblationTrial(page, { reveal });
  const heat = new HeatMapTrial(page);
  const comparison = new ComparisonTrial(page);
  place.append(ablation.node, heat.node, comparison.node);
  reader.network.watch((network) => {
    ablation.setNetwork(network);
    heat.setNetwork(network);
  });
  reader.activity.watch((activity) => {
    for (const trial of [ablation, heat, comparison]) trial.show(activity);
  });
  return ablation;
}
