/** The photos of a form that is being filled in: taken or chosen, covered where they show too much, taken away again. */
import { onClick } from "../shared/dom.js";
import * as store from "./store.js";
import { word } from "./words.js";

const MOST_TRIES = 2; // a picture that is too much for the phone must not cost the page its life again and again

const pictureError = (message) => Object.assign(new Error(message), { name: "PictureError" });
const question = document.querySelector("[data-kind=photos]");
const part = (selector) => question.querySelector(selector);
const input = part("input[type=file]");
const most = Number(question.dataset.most);

let keep = null;
let photos = []; // {id, small, state} of each; {id, isRaw} while it is being made ready
let work = Promise.resolve();
let busy = 0;
let hasFailed = false; // one of those that were chosen last
let isKept = false; // since the last press: the draft is on the phone, and the camera may open

/** `keepDraft(pictures)` saves the draft, with {add, drop} in the same transaction; it rejects when it cannot. */
export function start(keepDraft) {
  keep = keepDraft;
  question.addEventListener("pointerdown", ({ target }) => target.closest("[data-action=take], [data-action=choose]") && prepare());
  onClick(question, "[data-action]", (button) => {
    const id = button.closest("[data-photo]")?.dataset.photo;
    const act = { take: () => open(true), choose: () => open(false), cover: () => cover(id), remove: () => remove(id) };
    act[button.dataset.action]();
  });
  input.addEventListener("change", take);
  take(); // what was chosen before this module came
}

export const list = () => photos;

/** The photos that are there already. */
export function show(those) {
  draw(those);
  finishAll(photos.filter(({ isRaw }) => isRaw).map(({ id }) => id));
}

/** Wait for what is being made ready. → whether it went well */
export async function settled() {
  const isBusy = busy > 0;
  await work;
  return !isBusy || !hasFailed;
}

function draw(now = photos) {
  photos = now;
  for (const tile of question.querySelectorAll(".photo-tiles [data-photo]")) tile.remove();
  part(".photo-add").before(...photos.map(tileOf));
  part(".photo-add").hidden = photos.length >= most;
  part("[data-count]").textContent = word("photo.count", { n: photos.length, most });
}

function tileOf(one, index) {
  const tile = part("template").content.firstElementChild.cloneNode(true);
  Object.assign(tile.dataset, { photo: one.id, state: one.state ?? "new" });
  const image = tile.querySelector("img");
  const look = one.isRaw ? "raw" : one.small === undefined ? "sent" : "here";
  for (const element of tile.querySelectorAll("[data-look]")) element.hidden = element.dataset.look !== look;
  if (look === "here") image.src = one.small;
  image.alt = word("photo.alt", { n: index + 1 });
  for (const button of tile.querySelectorAll("button")) button.setAttribute("aria-label", word("photo.act", { act: button.textContent.trim(), n: index + 1 }));
  return tile;
}

function say(text, isWrong = false) {
  part(".photo-line").textContent = text;
  part(".photo-line").classList.toggle("wrong", isWrong);
}

/** One thing at a time, in order; what cannot be kept is undone: `added` is gone, all else as it was. */
function change(how, added = null) {
  busy += 1;
  work = work.then(async () => {
    const before = photos;
    try {
      await how();
    } catch (error) {
      draw(added ? photos.filter(({ id }) => id !== added) : before);
      if (added) await keep({ drop: [added] }).catch(() => {}); // the phone is full: nothing came in either
      hasFailed = true;
      say(error.name === "PictureError" ? error.message : word("photo.full"), true);
    } finally {
      busy -= 1;
      draw();
    }
  });
}

/** Another picture in the place of the one with this id. */
async function replace(id, picture, drop = []) {
  draw(photos.map((one) => (one.id === id ? { id: picture.id, small: picture.small } : one)));
  await keep({ add: [picture], drop });
}

/** A picture that a record in the queue has stays until the correction is saved. */
async function draftedOnly(id) {
  const kept = await store.photo(id);
  return kept && !(await store.record(kept.record)) ? [id] : [];
}

function take() {
  const files = [...input.files];
  input.value = ""; // the same file may be chosen again
  hasFailed = false;
  finishAll(files.map(bring));
}

/** As it came, the picture is on the phone at once; making it small is what a weak phone may die of. */
function bring(file) {
  const id = crypto.randomUUID();
  change(async () => {
    if (photos.length >= most) throw pictureError(word("photo.most", { n: most }));
    say(word("photo.preparing"));
    const raw = { data: await file.arrayBuffer(), type: file.type, name: file.name };
    draw([...photos, { id, isRaw: true }]);
    await keep({ add: [{ id, raw, tries: 0 }] });
  }, id);
  return id;
}

const finishAll = (ids) => ids.forEach((id) => change(() => finish(id), id));

async function finish(id) {
  if (!photos.some((one) => one.id === id)) return; // it could not be brought in
  const { raw, tries } = await store.photo(id);
  if (tries >= MOST_TRIES) throw pictureError(word("photo.unprepared"));
  await keep({ add: [{ id, raw, tries: tries + 1 }] });
  const { shrink } = await import("./photo-shrink.js");
  await replace(id, { id, ...(await shrink(new File([raw.data], raw.name, { type: raw.type }))) });
  if (!hasFailed) say(word("photo.kept"));
}

const remove = (id) =>
  change(async () => {
    draw(photos.filter((one) => one.id !== id));
    await keep({ drop: await draftedOnly(id) });
    say(word("photo.removed"));
    part(".photo-add button").focus();
  });

/** What is black in it stays black: the covered picture takes the place of the other one, which is gone. */
const cover = (id) =>
  change(async () => {
    const { mask } = await import("./photo-mask.js");
    const covered = await mask((await store.photo(id)).data);
    if (!covered) return;
    await replace(id, { id: crypto.randomUUID(), ...covered }, await draftedOnly(id));
    say(word("photo.covered"));
  });

/** The camera may cost the page its life: the draft is on the phone before it opens. */
async function prepare() {
  isKept = false;
  await keep().then(() => (isKept = true), () => say(word("photo.full"), true));
}

/** Nothing is waited for between the press and the camera where that can be helped: iOS would not open it. */
async function open(isCamera) {
  if (!isKept) await prepare();
  if (!isKept) return;
  if (navigator.userActivation?.isActive === false) return say(word("photo.again"));
  isKept = false;
  if (isCamera) input.setAttribute("capture", "environment");
  else input.removeAttribute("capture");
  input.multiple = !isCamera;
  input.click();
}
