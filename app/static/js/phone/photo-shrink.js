/** Makes a picture ready to be kept: upright, small, and nothing but pixels, because it is drawn and written anew. */
import { word } from "./words.js";

const MOST_SIDE = 1600; // pixels
const MOST_BYTES = 300_000;
const QUALITIES = [0.82, 0.72, 0.6, 0.48];
const SMALLER = 0.75; // when even the lowest quality takes too much room
const THUMBNAIL = 208; // pixels: a tile of 104 on a sharp screen
const PATIENCE = 10_000; // ms: what takes a browser longer may never have an end
const HEIC = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "heif"]); // videos begin like it, but for these

export const pictureError = (key, values) => Object.assign(new Error(word(key, values)), { name: "PictureError" });

/** What comes of a promise that may have no end, within `patience` ms; throws a "LateError". */
export function inTime(promise, patience = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("it takes too long"), { name: "LateError" })), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** → {data: ArrayBuffer of a JPEG, small: a square thumbnail as a data address}; throws a "PictureError" */
export async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(async () => {
    throw pictureError(await whyNot(file));
  });
  try {
    return await encode(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** The same of something drawable of that size. */
export async function encode(source, width, height) {
  let scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  for (;;) {
    const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = drawn(source, [0, 0, width, height], wide, high);
    for (const quality of QUALITIES) {
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (!blob) throw pictureError("photo.unprepared");
      if (blob.size <= MOST_BYTES) return { data: await blob.arrayBuffer(), small: thumbnail(canvas) };
    }
    scale *= SMALLER;
  }
}

/** The key of why a browser cannot open it. */
async function whyNot(file) {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 12).arrayBuffer());
  if (head.slice(4, 8) === "ftyp" && HEIC.has(head.slice(8))) return "photo.heic";
  return file.type.startsWith("image/") ? "photo.damaged" : "photo.no_picture";
}

/** A canvas of that size with a part of something drawable: [x, y, width, height]. */
function drawn(source, part, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // what is transparent becomes white, not black
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, ...part, 0, 0, width, height);
  return canvas;
}

/** The middle square. */
function thumbnail(source) {
  const { width, height } = source;
  const side = Math.min(width, height);
  const part = [(width - side) / 2, (height - side) / 2, side, side];
  return drawn(source, part, THUMBNAIL, THUMBNAIL).toDataURL("image/jpeg", 0.7);
}
