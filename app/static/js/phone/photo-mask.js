/** Covers faces and number plates: what is dragged over becomes black, for good once it is done. */
import { ask, byId, onDrag } from "../shared/dom.js";
import { encode, inTime } from "./photo-shrink.js";
import { word } from "./words.js";

const LEAST = 0.02; // of the picture's longer side; anything shorter is a tap
const TAPPED = 0.12;
const STEP = 0.02;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const dialog = byId("mask");
const canvas = dialog.querySelector("canvas");
const on = (name, work) => dialog.querySelector(`[data-action=${name}]`).addEventListener("click", work);
const longer = () => Math.max(canvas.width, canvas.height);

let bitmap = null;
let fields = []; // {x, y, width, height} in the picture's pixels

/** Show the picture (an ArrayBuffer) and let the person cover parts of it. → {data, small} of the covered one, or null */
export async function mask(data) {
  bitmap = await inTime(createImageBitmap(new Blob([data], { type: "image/jpeg" })));
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  fields = [];
  draw();
  const isDone = (await ask(dialog)) === "done" && fields.length > 0;
  bitmap.close();
  return isDone ? inTime(encode(canvas, canvas.width, canvas.height)) : null;
}

function draw(from = null, to = null) {
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  context.fillStyle = "#000";
  for (const { x, y, width, height } of from ? [...fields, field(from, to)] : fields) context.fillRect(x, y, width, height);
  dialog.querySelector("[data-action=undo]").setAttribute("aria-disabled", fields.length === 0);
  dialog.querySelector("[role=status]").textContent = word(fields.length ? "mask.fields" : "mask.how", { n: fields.length });
}

/** From where the finger came down to where it is; a tap is a square around it. */
function field(from, to) {
  const [width, height] = [Math.abs(to.x - from.x) * canvas.width, Math.abs(to.y - from.y) * canvas.height];
  if (Math.max(width, height) < LEAST * longer()) return square(from);
  return { x: Math.min(from.x, to.x) * canvas.width, y: Math.min(from.y, to.y) * canvas.height, width, height };
}

function square({ x, y }) {
  const side = TAPPED * longer();
  return { x: x * canvas.width - side / 2, y: y * canvas.height - side / 2, width: side, height: side };
}

onDrag(canvas, draw, (from, to) => fields.push(field(from, to)));
on("undo", () => {
  fields.pop();
  draw();
});

/* Without a finger: a field in the middle, moved by the arrows, made larger or smaller with Shift. */
on("field", () => {
  fields.push(square({ x: 0.5, y: 0.5 }));
  draw();
  canvas.focus();
});
canvas.addEventListener("keydown", (event) => {
  const [right, down] = ARROWS[event.key] ?? [];
  const last = fields.at(-1);
  if (right === undefined || !last) return;
  event.preventDefault();
  const step = STEP * longer();
  if (event.shiftKey) {
    last.width = Math.max(step, last.width + right * step);
    last.height = Math.max(step, last.height + down * step);
  } else {
    last.x += right * step;
    last.y += down * step;
  }
  draw();
});
