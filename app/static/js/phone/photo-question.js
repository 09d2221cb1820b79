/** The photos of a form that is being filled in: taken or chosen, covered where they show too much, taken away again. */
import { onClick } from "../shared/dom.js";
import { prepare } from "./photo-prepare.js";
import { inTime, pictureError } from "./photo-shrink.js";
import * as store from "./store.js";
import { word } from "./words.js";

const LARGEST = 40_000_000; // bytes as it comes; many times what cameras write
const SAID = { QuotaExceededError: "photo.full", OriginalsError: "photo.others_first" };

const question = document.querySelector("[data-kind=photos]");
const part = (selector) => question.querySelector(selector);
const input = part("input[type=file]");
const most = Number(question.dataset.most);

let keep = null;
let photos = []; // {id, small, state} of each; {id, isRaw} while it is being made ready
let work = Promise.resolve(); // what the person does, in order
const underWay = new Set(); // that, and what becomes of the pictures
let isAwaited = false; // by somebody who saves: what fails now stays named, and the record says that it lacks it
let isUncovered = false; // a black field did not get into its picture meanwhile
let hasFailed = false; // one of those that were chosen last
let isKept = false; // since the last press: the draft is on the phone, and the camera may open

/** `keepDraft(pictures)` saves the draft, with {add, drop} in the same transaction; it rejects when it cannot. */
export function start(keepDraft) {
  keep = keepDraft;
  question.addEventListener("pointerdown", ({ target }) => target.closest("[data-action=take], [data-action=choose]") && keepFirst());
  onClick(question, "[data-action]", (button) => {
    const id = button.closest("[data-photo]")?.dataset.photo;
    const act = { take: () => open(true), choose: () => open(false), cover: () => cover(id), remove: () => remove(id) };
    act[button.dataset.action]();
  });
  input.addEventListener("change", take);
  store.subscribe(() => photos.filter(({ isLate }) => isLate).forEach(({ id }) => look(id).catch(() => {})));
  take(); // what was chosen before this module came
}

export const list = () => photos;
export const isBusy = () => underWay.size > 0;
export const isWaitedFor = () => isAwaited;

/** The photos that are there already. */
export function show(those) {
  draw(those);
  for (const { id } of photos.filter(({ isRaw }) => isRaw)) goOn(finish(id));
}

/** Wait for what is being made ready, ten seconds in all: the record names what is not, and it follows. → false where a black field is lacking */
export async function settled() {
  [isAwaited, isUncovered] = [true, false];
  await inTime(nothingUnderWay()).catch(() => {});
  isAwaited = false;
  return !isUncovered;
}

async function nothingUnderWay() {
  while (isBusy()) await Promise.all(underWay);
}

/** Of something that never rejects: it is under way until it has an end. */
function goOn(promise) {
  underWay.add(promise);
  promise.finally(() => underWay.delete(promise));
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

/** One thing at a time, in order. → whether it went well; what did not has been said */
function change(how) {
  work = work.then(how).then(() => true, fail);
  goOn(work);
  return work;
}

function fail(error) {
  hasFailed = true;
  say(error.name === "PictureError" ? error.message : word(SAID[error.name] ?? "photo.failed"), true);
  return false;
}

const has = (id) => photos.some((one) => one.id === id);
const exchange = (id, how) => draw(photos.map((one) => (one.id === id ? how(one) : one)));

/** A picture that a record in the queue has stays until the correction is saved. */
async function draftedOnly(id) {
  const kept = await store.photo(id);
  return kept && !(await store.record(kept.record)) ? [id] : [];
}

function take() {
  const files = [...input.files];
  input.value = ""; // the same file may be chosen again
  hasFailed = false;
  for (const file of files) {
    if (photos.length >= most) fail(pictureError("photo.most", { n: most }));
    else goOn(bring(file, crypto.randomUUID()));
  }
}

/** As it came, the picture is on the phone at once; making it small is what a weak phone may die of. */
async function bring(file, id) {
  draw([...photos, { id, isRaw: true }]);
  if (!hasFailed) say(word("photo.preparing"));
  try {
    const raw = await read(file);
    if (await change(() => has(id) && keep({ add: [{ id, raw }] }))) return await finish(id);
  } catch (error) {
    fail(error);
  }
  return letGo(id);
}

/** A picture that lies in a cloud may never come. */
async function read(file) {
  if (file.type && !file.type.startsWith("image/")) throw pictureError("photo.no_picture");
  if (file.size > LARGEST) throw pictureError("photo.too_large");
  const data = await inTime(file.arrayBuffer()).catch(() => null);
  if (!data?.byteLength) throw pictureError("photo.unread");
  return { data, type: file.type, name: file.name };
}

async function finish(id) {
  try {
    await prepare(id);
    if (!has(id)) return; // taken away meanwhile
    if (!(await look(id))) throw pictureError("photo.unprepared");
    if (!hasFailed) say(word("photo.kept"));
  } catch (error) {
    if (error.name === "PictureError") {
      fail(error);
      await letGo(id);
    } else {
      exchange(id, (one) => ({ ...one, isLate: true }));
      if (!hasFailed) say(word("photo.later"));
    }
  }
}

/** Draw a picture that has been made ready, here or in another tab. → whether it has */
async function look(id) {
  const kept = await store.photo(id);
  if (kept?.data) exchange(id, () => ({ id, small: kept.small }));
  return Boolean(kept?.data);
}

/** It is not among the photos any more, unless somebody has saved already. */
async function letGo(id) {
  if (isAwaited) return;
  draw(photos.filter((one) => one.id !== id));
  await draftedOnly(id).then((drop) => keep({ drop })).catch(() => {}); // the phone is full: nothing came in either
}

function remove(id) {
  draw(photos.filter((one) => one.id !== id));
  part(".photo-add button").focus();
  change(async () => {
    await keep({ drop: await draftedOnly(id) });
    say(word("photo.removed"));
  });
}

/** What is black in it stays black: the covered picture takes the place of the other one, which is gone. */
const cover = (id) =>
  change(async () => {
    const { mask } = await import("./photo-mask.js");
    const kept = await store.photo(id);
    if (!kept) throw pictureError("photo.gone");
    const covered = await mask(kept.data).catch(notCovered);
    if (!covered) return;
    const before = photos.find((one) => one.id === id);
    const picture = { id: crypto.randomUUID(), ...covered };
    exchange(id, () => ({ id: picture.id, small: picture.small }));
    await keep({ add: [picture], drop: await draftedOnly(id) }).catch((error) => {
      exchange(picture.id, () => before);
      return notCovered(error);
    });
    say(word("photo.covered"));
  });

function notCovered({ name }) {
  isUncovered = true;
  throw pictureError(SAID[name] ?? "photo.not_covered");
}

/** The camera may cost the page its life: the draft is on the phone before it opens. */
async function keepFirst() {
  isKept = false;
  await keep().then(() => (isKept = true), fail);
}

/** Nothing is waited for between the press and the camera where that can be helped: iOS would not open it. */
async function open(isCamera) {
  if (!isKept) await keepFirst();
  if (!isKept) return;
  if (navigator.userActivation?.isActive === false) return say(word("photo.again"));
  isKept = false;
  if (isCamera) input.setAttribute("capture", "environment");
  else input.removeAttribute("capture");
  input.multiple = !isCamera;
  input.click();
}
