/** Lets people draw the fields of a photo that become black; each becomes four inputs of the form, in percent. */
import { byId, element, onDrag } from "../shared/dom.js";

const form = byId("fields");
const sheet = form.querySelector(".photo-fields");
const undo = form.querySelector("[data-undo]");
const NAMES = ["left", "top", "width", "height"];
const LEAST = 0.5; // percent: less than that was a slip of the hand
const fields = [];

form.querySelector("[data-written]").remove();

const between = (from, to) =>
  [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(from.x - to.x), Math.abs(from.y - to.y)].map((share) => 100 * share);

function show(from = null, to = null) {
  const shown = from ? [...fields, between(from, to)] : fields;
  const rect = ([x, y, width, height]) => `<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  sheet.querySelector("svg").innerHTML = shown.map(rect).join("");
  for (const name of NAMES) for (const old of form.querySelectorAll(`input[name=${name}]`)) old.remove();
  const input = (value, number) => element("input", { type: "hidden", name: NAMES[number], value: value.toFixed(3) });
  form.append(...fields.flatMap((field) => field.map(input)));
  undo.hidden = fields.length === 0;
}

sheet.addEventListener("pointerdown", (event) => event.preventDefault()); // else text and picture would be chosen
onDrag(sheet, show, (from, to) => {
  const field = between(from, to);
  if (field[2] >= LEAST && field[3] >= LEAST) fields.push(field);
});
undo.addEventListener("click", () => {
  fields.pop();
  show();
});
