import { AnswerView } from "./answer.js";
import { byId } from "./element.js";
import { Inspector } from "./inspector.js";
import { intake } from "./intake.js";
import { Legend } from "./legend.js";
import { readLink, writeLink } from "./link.js";
import { fieldOf } from "./network-facts.js";
import { models } from "./models.js";
import { NetworkView } from "./network.js";
import { Reader } from "./reader.js";
import { sample } from "./samples.js";
import { several } from "./several.js";
import { showStages } from "./stages.js";
import { Page } from "./state.js";
import { EMPTY, Subject } from "./subject.js";
import { versions } from "./versions.js";
import { topics } from "./topics/index.js";
import { trials } from "./trials.js";
import { arrive, views } from "./views.js";

const FIRST = 7;

function start() {
  const page = new Page();
  const subject = new Subject();
  follow(page, subject);
  const pad = intake(byId("pad"), subject);
  const answer = new AnswerView(byId("answer"), byId("announcer"));
  const reader = new Reader(subject, page, answer);
  const legend = new Legend(byId("legend"), page);
  const ablation = trials(byId("trials"), page, reader, (layer, channel) => network.visit(layer, channel));
  const inspector = new Inspector(byId("unit"), page, {
    back: () => network.reveal(),
    mark: (fields) => pad.mark(fields),
    switchOff: (layer, channel) => ablation.toggle(layer, channel),
  });
  const network = new NetworkView(byId("network"), page, byId("unit"), (layer, place) => {
    const { activity } = network;
    const field = activity && place && fieldOf(layer, activity.frame.shape, place.row, place.column);
    inspector.point(field);
  });
  byId("find").addEventListener("click", () => ablation.find(page.value.layer));
  ablation.off.watch((off) => network.switchOff(off));
  reader.network.watch((found) => {
    if (!found) return;
    network.build(found);
    inspector.setNetwork(found);
  });
  reader.activity.watch((activity) => {
    network.show(activity);
    inspector.show(activity);
    if (!activity) pad.mark({ chosen: null, pointed: null });
  });
  reader.leftover.watch((words) => {
    byId("leftover").hidden = !words;
    byId("leftover").textContent = words;
  });
  several(answer.words, reader, (pointed) => pad.mark({ pointed }));
  reader.normalised.watch((found) => showStages(byId("stages"), found?.normalised ?? null, found?.picture ?? { width: 0, height: 0 }));
  const tell = () => {
    const { activity } = network;
    const { layer, range } = page.value;
    const limit = range === "channel" || !activity ? null : range === "network" ? activity.largest : (activity.layers.get(layer)?.limit ?? null);
    legend.show(limit);
  };
  page.on(["layer", "range"], tell);
  reader.activity.watch(tell);
  views(page);
  topics(byId("topics"), page, reader);
  models(byId("models"), page);
  arrive(page);
  versions(/** @type {HTMLSelectElement} */ (byId("version")), page).catch(() => {}); // what is wrong is told with the answer
}

/**
 * Keep the address and the page together.
 * @param {Page} page
 * @param {Subject} subject
 */
function follow(page, subject) {
  const given = readLink(location.hash);
  const first = sample(FIRST);
  subject.begin({ ...EMPTY, sketch: given.sketch ?? first, untouched: !given.sketch });
  page.change(given.state);
  let view = page.value.view;
  let timer = 0;
  let known = location.hash;
  const write = () => {
    if (location.hash !== known) return; // somebody goes elsewhere: `hashchange` is on its way
    const { sketch } = subject.settled.value;
    const link = writeLink(page.value, sketch === first ? null : sketch);
    if (page.value.view !== view) history.pushState(null, "", link);
    else history.replaceState(null, "", link);
    view = page.value.view;
    known = location.hash;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, 150);
  };
  page.watch(later);
  subject.settled.watch(later);
  addEventListener("hashchange", () => {
    clearTimeout(timer);
    known = location.hash;
    const said = new URLSearchParams(location.hash.slice(1));
    const whole = [...said.keys()].length > 1 || !said.has("view");
    const next = readLink(location.hash);
    view = next.state.view ?? view;
    page.change(whole ? next.state : { view });
    if (next.sketch && whole) subject.replace({ ...EMPTY, sketch: next.sketch });
  });
}

start();
