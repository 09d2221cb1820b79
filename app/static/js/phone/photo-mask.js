/** Covers faces and number plates: what is dragged over becomes black, for good once it is done. */
import { ask } from "./dialog.js";
import { encode } from "./photo-shrink.js";

const LEAST = 0.02; // of the picture's longer side; anything shorter is a tap
const TAPPED = 0.12;
const STEP = 0.02;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const dialog = document.getElementById("mask");
const canvas = dialog.querySelector("canvas");
const part = (name) => dialog.querySelector(`[data-action=${name}]`);

let bitmap = null;
let fields = []; // {x, y, width, height} in the picture's pixels
let drag = null;

/** Show the picture (an ArrayBuffer) and let the person cover parts of it. → {data, small} of the covered one, or null */
export async function mask(data) {
  bitmap = await createImageBitmap(new Blob([data], { type: "image/jpeg" }));
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  fields = [];
  draw();
  const isDone = (await ask(dialog)) === "done" && fields.length > 0;
  const covered = isDone ? await encode(canvas, canvas.width, canvas.height) : null;
  bitmap.close();
  return covered;
}

function draw() {
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  context.fillStyle = "#000";
  for (const { x, y, width, height } of [...fields, ...(drag ? [box(drag)] : [])]) context.fillRect(x, y, width, height);
  part("undo").setAttribute("aria-disabled", fields.length === 0);
  dialog.querySelector("[role=status]").textContent = fields.length
    ? `${fields.length} ${fields.length === 1 ? "sort felt" : "sorte felter"}`
    : "Træk over det, der skal dækkes";
}

const longer = () => Math.max(canvas.width, canvas.height);

/** Where a finger is, in the picture's pixels. */
function at({ clientX, clientY }) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const within = (value, most) => Math.min(Math.max(value, 0), most);
  return [
    within(((clientX - left) / width) * canvas.width, canvas.width),
    within(((clientY - top) / height) * canvas.height, canvas.height),
  ];
}

/** From where the finger came down to where it is; a tap is a square around it. */
function box({ from, to }) {
  const [width, height] = [0, 1].map((axis) => Math.abs(to[axis] - from[axis]));
  if (Math.max(width, height) >= LEAST * longer()) {
    return { x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width, height };
  }
  return square(from);
}

function square([x, y]) {
  const side = TAPPED * longer();
  return { x: x - side / 2, y: y - side / 2, width: side, height: side };
}

canvas.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  drag = { from: at(event), to: at(event) };
  draw();
});
canvas.addEventListener("pointermove", (event) => {
  if (!drag || !event.isPrimary) return;
  drag.to = at(event);
  draw();
});
canvas.addEventListener("pointerup", (event) => {
  if (!drag || !event.isPrimary) return;
  fields.push(box({ ...drag, to: at(event) }));
  drag = null;
  draw();
});
canvas.addEventListener("pointercancel", () => {
  drag = null;
  draw();
});

part("undo").addEventListener("click", () => {
  fields.pop();
  draw();
});

/* Without a finger: a field in the middle, moved by the arrows, made larger or smaller with Shift. */
part("field").addEventListener("click", () => {
  fields.push(square([canvas.width / 2, canvas.height / 2]));
  draw();
  canvas.focus();
});
canvas.addEventListener("keydown", (event) => {
  const [right, down] = ARROWS[event.key] ?? [];
  const field = fields.at(-1);
  if (right === undefined || !field) return;
  event.preventDefault();
  const step = STEP * longer();
  if (event.shiftKey) {
    field.width = Math.max(step, field.width + right * step);
    field.height = Math.max(step, field.height + down * step);
  } else {
    field.x += right * step;
    field.y += down * step;
  }
  draw();
});
