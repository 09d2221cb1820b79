/** Lets people draw the fields of a photo that become black; each becomes four inputs of the form, in percent. */

const form = document.getElementById("fields");
const sheet = form.querySelector(".photo-fields");
const drawing = sheet.querySelector("svg");
const undo = form.querySelector("[data-undo]");
const NAMES = ["left", "top", "width", "height"];
const LEAST = 0.5; // percent: less than that was a slip of the hand
const fields = [];
let start = null;

form.querySelector("[data-written]").remove();

const place = ({ clientX, clientY }) => {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const part = (value, size) => Math.min(100, Math.max(0, (100 * value) / size));
  return [part(clientX - left, width), part(clientY - top, height)];
};

function between([x, y], [otherX, otherY]) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.abs(x - otherX), Math.abs(y - otherY)];
}

function rect(field) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ["x", "y", "width", "height"].forEach((name, number) => element.setAttribute(name, field[number]));
  return element;
}

function input(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value: value.toFixed(3) });
}

function show(growing = null) {
  drawing.replaceChildren(...[...fields, growing].filter(Boolean).map(rect));
  for (const old of form.querySelectorAll(NAMES.map((name) => `input[name=${name}]`).join())) old.remove();
  form.append(...fields.flatMap((field) => field.map((value, number) => input(NAMES[number], value))));
  undo.hidden = fields.length === 0;
}

sheet.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  sheet.setPointerCapture(event.pointerId);
  start = place(event);
});
sheet.addEventListener("pointermove", (event) => start && show(between(start, place(event))));
sheet.addEventListener("pointerup", (event) => {
  if (!start) return;
  const field = between(start, place(event));
  start = null;
  if (field[2] >= LEAST && field[3] >= LEAST) fields.push(field);
  show();
});
sheet.addEventListener("pointercancel", () => {
  start = null;
  show();
});
undo.addEventListener("click", () => {
  fields.pop();
  show();
});
