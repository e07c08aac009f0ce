import { button, element, setAria } from "./element.js";
import { Pad } from "./pad.js";
import { sample } from "./samples.js";
import { drawSketch, SIDE } from "./sketch.js";
import { EMPTY, isEmpty } from "./subject.js";
import { openCamera } from "./camera.js";

/** @typedef {import("./subject.js").Subject} Subject */

const WIDTHS = [
  ["thin", 12],
  ["medium", 20],
  ["thick", 30],
];

/**
 * Every way to give the network a digit.
 * @param {HTMLElement} place
 * @param {Subject} subject
 * @returns {Pad}
 */
export function intake(place, subject) {
  const pad = new Pad(subject);
  const tools = element("div", { className: "tools" }, ...drawingTools(pad, subject));
  const camera = element("div", { className: "camera" });
  place.append(pad.node, tools, samples(subject), sources(subject, camera), camera);
  takeDrops(place, subject);
  takePastes(subject);
  return pad;
}

/**
 * @param {Pad} pad
 * @param {Subject} subject
 */
function drawingTools(pad, subject) {
  const undo = button("Undo", () => subject.undo());
  const redo = button("Redo", () => subject.redo());
  const clear = button("Clear", () => subject.replace(EMPTY));
  subject.live.watch((sheet) => {
    undo.disabled = !subject.canUndo;
    redo.disabled = !subject.canRedo;
    clear.disabled = isEmpty(sheet);
  });
  const width = element(
    "select",
    { aria: { label: "Width of the pen" }, onchange: () => (pad.width = Number(width.value)) },
    ...WIDTHS.map(([name, value]) => element("option", { value, selected: value === pad.width }, `${name} pen`)),
  );
  return [undo, redo, clear, width];
}

/** @param {Subject} subject */
function samples(subject) {
  const row = element("div", { className: "samples", role: "group", aria: { label: "Sample drawings" } });
  for (let digit = 0; digit < 10; digit++) {
    const canvas = element("canvas", { width: 56, height: 56, aria: { hidden: true } });
    const pen = canvas.getContext("2d");
    if (pen) drawSketch(pen, sample(digit), 56 / SIDE, "#16181d");
    const take = () => subject.replace({ ...EMPTY, sketch: sample(digit), untouched: true });
    const made = element("button", { type: "button", className: "sample", onclick: take, title: `Sample ${digit}` }, canvas);
    setAria(made, { label: `Sample drawing of a ${digit}` });
    row.append(made);
  }
  return row;
}

/**
 * @param {Subject} subject
 * @param {HTMLElement} camera
 */
function sources(subject, camera) {
  const file = element("input", { type: "file", accept: "image/*", className: "unseen", tabIndex: -1 });
  setAria(file, { label: "A picture's file" });
  file.addEventListener("change", () => {
    if (file.files?.[0]) void take(file.files[0], subject);
    file.value = "";
  });
  const choose = button("Choose a file", () => file.click());
  const shoot = button("Camera", () => void openCamera(camera, (blob) => void take(blob, subject)));
  const hint = element("span", { className: "hint" });
  subject.live.watch((sheet) => (hint.textContent = sheet.file ? `${sheet.file.name} (a link to this page does not hold it)` : "or drop or paste a picture"));
  return element("div", { className: "sources" }, file, choose, shoot, hint);
}

/**
 * @param {Blob} blob
 * @param {Subject} subject
 */
async function take(blob, subject) {
  const image = await createImageBitmap(blob).catch(() => null); // HEIC, say: the service can still read it
  const name = blob instanceof File ? blob.name : "picture";
  subject.replace({ ...EMPTY, file: { blob, image, name } });
}

/**
 * @param {HTMLElement} place
 * @param {Subject} subject
 */
function takeDrops(place, subject) {
  const over = (/** @type {boolean} */ is) => place.classList.toggle("dropping", is);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => over(event.relatedTarget !== null));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const file = event.dataTransfer?.files[0];
    if (file) void take(file, subject);
  });
}

/** @param {Subject} subject */
function takePastes(subject) {
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const picture = files.find((file) => file.type.startsWith("image/"));
    if (picture) void take(picture, subject);
  });
}
