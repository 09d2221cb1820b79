/** Fills in a form that is saved with a button: drafts at every change, checks, saving, correcting. */
import { questionsOf, read, readAll, writeAll } from "../shared/answers.js";
import { danishDay } from "../shared/words.js";
import { offer } from "./activities.js";
import { mark, missing, problem, problems, showProblems } from "./checks.js";
import { chosenTile, follow, letTakeBack, memory } from "./form-behaviour.js";
import { where } from "./place-questions.js";
import * as status from "./status.js";
import * as store from "./store.js";
import { unsavedWork } from "./update.js";

const form = document.getElementById("form");
const name = form.dataset.form;
const parameters = new URLSearchParams(location.search);
const correcting = parameters.get("record");
const instance = correcting ?? "new";
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const ofKind = (kind) => questionsOf(form).find(({ dataset }) => dataset.kind === kind);
const isInTab = name === "contact"; // its draft never reaches the disk

const located = where(form, { changed, found: () => (isDirty ? changed() : refresh()) });
let photos = null; // comes when it is needed
let isDirty = false;
let isSaving = false;
let record = null; // the one being corrected
let draftKey = null;
let remembered = null; // what the next record on this walk begins with

export async function start() {
  if (parameters.has("saved")) return receipt(parameters.get("saved"));
  const who = await store.owner(name);
  if (!correcting && form.dataset.from) return location.replace(form.dataset.from);
  const [draft, reference, last] = await Promise.all([store.loadDraft(name, instance), store.reference(who), memory(form)]);
  if (correcting && !(await beginCorrection(reference))) return location.replace("/queue?closed");
  remembered = last;
  const before = draft ?? record;
  const answers = before?.answers ?? beginning();
  draftKey = draft?.key ?? null;
  writeAll(form, answers);
  if (before?.photos?.length) (await wakePhotos()).show(before.photos);
  else whenPhotosAreNear();
  located?.show(answers);
  showReference(reference, { answered: before?.answers.walk, known: last.walk });
  if (!before) last.recall();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  letTakeBack(form, changed);
  form.addEventListener("submit", save);
  setDirty(Boolean(draft));
  refresh();
  if (!before) located?.begin();
  whenReferenceComes(reference);
}

/** The receipt comes in the form's place; its module, when there is something to show. */
const receipt = async (id) => (await import("./receipt.js")).showReceipt(id);

/** Load the record to correct; false when it may not be corrected here any more. */
async function beginCorrection(reference) {
  const { whyNot } = await import("./correctable.js");
  record = await store.record(correcting);
  if (!record || !(await store.owners()).includes(record.owner) || record.form !== name || whyNot(record, reference)) return false;
  const heading = form.querySelector("h1");
  heading.textContent = heading.dataset.correct;
  document.title = `${heading.dataset.correct} · Feltbog`;
  const about = form.querySelector("[data-about]");
  if (about) about.textContent = [record.title, record.place].filter(Boolean).join(" · ");
  return true;
}

/** What an empty form begins with besides what is remembered: today's date. Never a guess. */
function beginning() {
  const date = ofKind("date");
  return date ? { [date.dataset.question]: danishDay() } : {};
}

/* Walks and places */

function showReference(reference, chosen) {
  const box = ofKind("reference");
  if (!box) return;
  const select = box.querySelector("select");
  const walks = reference?.walks ?? [];
  select.replaceChildren(select.options[0]);
  offer(select, walks, chosen);
  box.classList.toggle("open", walks.length > 1);
  showWalk(walks);
  select.onchange = () => {
    showWalk(walks);
    if (!record) remembered.recall();
  };
  offerPlaces(reference);
}

/** Where the plan is, and what was written on this phone before: on this walk first, the newest first. */
async function offerPlaces(reference) {
  const before = (await store.records(await store.owner(name))).reverse().filter(({ answers }) => answers.place);
  const isHere = ({ answers }) => answers.walk === form.elements.walk.value;
  const ordered = [...before.filter(isHere), ...before.filter((one) => !isHere(one))];
  located?.offer(reference ?? {}, ordered.map(({ answers }) => answers.place));
}

function showWalk(walks) {
  const walk = walks.find(({ id }) => id === form.elements.walk.value);
  form.querySelector("[data-reference-title]").textContent = walk
    ? [walk.title, walk.meeting_place].filter(Boolean).join(", ")
    : "";
}

/** On a first visit the walks come while the form is open already; a new plan may come at any time. */
function whenReferenceComes(before) {
  if (!ofKind("reference")) return;
  let known = before;
  store.subscribe(async () => {
    const reference = await store.reference(await store.owner(name));
    if (!reference || (known && reference.plan?.id === known.plan?.id)) return;
    if (known) offerPlaces(reference);
    else showReference(reference, { answered: read(ofKind("reference")) });
    known = reference;
    refresh();
  });
}

/* Photos: most visits to a form need no camera, and so not its module either */

let waking = null;

function wakePhotos() {
  waking ??= import("./photo-question.js").then((module) => (photos = module.photos(ofKind("photos"), keepWithPictures)));
  return waking;
}

function whenPhotosAreNear() {
  const question = ofKind("photos");
  if (!question) return;
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && wakePhotos()).observe(question);
  question.addEventListener("change", wakePhotos, { once: true });
  question.addEventListener("click", async ({ target }) => {
    if (photos) return;
    await wakePhotos();
    target.closest("button")?.click();
  });
}

/* Drafts */

let kept = Promise.resolve();
let mustKeep = false;

function changed() {
  setDirty(true);
  refresh();
  mustKeep = true;
  kept = kept.then(keepDraft);
}

/** One write at a time; several changes meanwhile are one write. */
async function keepDraft() {
  if (!mustKeep || isSaving) return;
  mustKeep = false;
  await saveDraft().catch(() => status.checkHealth());
}

/** The draft as it stands, with pictures that come into it or go out of it; rejects when it cannot be kept. */
function keepWithPictures(pictures = null) {
  setDirty(true);
  refresh();
  const saved = kept.then(() => saveDraft(pictures));
  kept = saved.catch(() => status.checkHealth());
  return saved;
}

async function saveDraft(pictures = null) {
  const draft = { form: name, instance, answers: readAll(form), record: correcting, photos: photos?.list() };
  draftKey = (await store.saveDraft(draft, pictures)).key;
}

function setDirty(value) {
  isDirty = value;
  unsavedWork(value);
}

/* What the person sees while filling in */

function refresh() {
  const answers = readAll(form);
  follow(form, answers);
  for (const one of form.querySelectorAll(".question.invalid")) mark(one, problem(one, answers));
  const wrong = [...form.querySelectorAll(".question.invalid")];
  const left = missing(form, answers);
  const line = document.getElementById("missing");
  line.dataset.state = wrong.length ? "wrong" : left.length ? "missing" : "ready";
  if (wrong.length) line.textContent = wrong.every((one) => left.includes(one)) ? `Mangler ${wrong.length} svar` : `${wrong.length} svar skal rettes`;
  else if (left.length) line.textContent = `Mangler: ${left[0].querySelector("legend > span, label > span").textContent}`;
  else if (located?.isRough(answers)) line.textContent = "Klar. Vis eller skriv helst også stedet";
  else line.textContent = isInTab ? "Klar. Husk at gemme" : isDirty ? "Klar. Kladden er på telefonen" : "Klar";
}

/* Saving */

let saving = null;
function save(event) {
  event.preventDefault();
  saving ??= trySaving().finally(() => (saving = null));
}

async function trySaving() {
  const isReady = (await (await waking)?.settled()) ?? true;
  if (isSaving || !isReady) return;
  const answers = readAll(form);
  const found = problems(form, answers);
  showProblems(form, found, found.length === missing(form, answers).length);
  refresh();
  if (found.length) return;
  isSaving = true;
  try {
    await kept;
    const { id } = await store.enqueue(asRecord(answers), { draft: draftKey });
    navigator.vibrate?.(40);
    setDirty(false);
    if (!record) await remembered.keep(answers);
    history.replaceState(null, "", `?saved=${id}`);
    store.persist();
    await receipt(id);
  } catch {
    isSaving = false;
    await sayNotSaved();
  }
}

function asRecord(answers) {
  const tile = chosenTile(question("category"));
  const { version, title } = form.dataset;
  return {
    id: correcting ?? crypto.randomUUID(),
    form: name,
    version: Number(version),
    answers,
    title: tile?.title ?? record?.title ?? title,
    icon: tile?.icon ?? record?.icon ?? null,
    place: question("place") ? (answers.place ?? null) : (record?.place ?? null),
  };
}

async function sayNotSaved() {
  const line = document.getElementById("missing");
  line.dataset.state = "wrong";
  line.textContent = "Ikke gemt. Prøv igen";
  await status.checkHealth();
}
