/** Fills in a form that is saved with a button: drafts at every change, checks, saving, correcting. */
import { questionsOf, read, readAll, write, writeAll } from "../shared/answers.js";
import { byId, tell } from "../shared/dom.js";
import { danishDay } from "./times.js";
import { chosenTile, follow, letTakeBack, mark, memory, missing, problem, problems, showProblems } from "./form-behaviour.js";
import { where } from "./place.js";
import { offer } from "./rows.js";
import * as status from "./status.js";
import * as store from "./store.js";
import { unsavedWork } from "./update.js";
import { word } from "./words.js";

const form = byId("form");
const line = byId("missing");
const { form: name, version, title } = form.dataset;
const parameters = new URLSearchParams(location.search);
const correcting = parameters.get("record");
const instance = correcting ?? "new";
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const ofKind = (kind) => questionsOf(form).find(({ dataset }) => dataset.kind === kind);

const located = where({ changed, found: () => (isDirty ? changed() : refresh()) });
let photos = null; // comes when it is needed
let waking = null; // while it comes
let isDirty = false;
let kept = Promise.resolve(); // the draft, as it was last
let mustKeep = false;
let saving = null;
let isSaving = false;
let record = null; // the one being corrected
let draftKey = null;
let remembered = null; // what the next record on this walk begins with

export async function start() {
  if (parameters.has("saved")) return showReceipt(parameters.get("saved"));
  const who = await store.owner(name);
  if (!correcting && form.dataset.from) return location.replace(form.dataset.from);
  const [draft, reference, last] = await Promise.all([store.loadDraft(name, instance), store.reference(who), memory(form)]);
  if (correcting && !(await beginCorrection(reference))) return location.replace("/queue?closed");
  remembered = last;
  const before = draft ?? record;
  // An empty form begins with today's date, besides what is remembered. Never a guess.
  const answers = before?.answers ?? Object.fromEntries(ofKind("date") ? [[ofKind("date").dataset.question, danishDay()]] : []);
  draftKey = draft?.key ?? null;
  writeAll(form, answers);
  // What day it is may be heard while an empty form is open.
  if (!before && ofKind("date")) store.subscribe(() => isDirty || write(ofKind("date"), danishDay()));
  if (before?.photos?.length) (await wakePhotos()).show(before.photos);
  else whenPhotosAreNear();
  located?.show(answers);
  if (ofKind("reference")) followReference(reference, { answered: before?.answers.walk, known: last.walk });
  if (!before) last.recall();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  letTakeBack(form, changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saving ??= save().finally(() => (saving = null));
  });
  setDirty(Boolean(draft));
  refresh();
  if (!before) located?.begin();
}

/** The receipt comes in the form's place; its module, when there is something to show. */
const showReceipt = async (id) => (await import("./receipt.js")).showReceipt(id);

/** Load the record to correct; false when it may not be corrected here any more. */
async function beginCorrection(reference) {
  record = await store.record(correcting);
  if (!record || !(await store.owners()).includes(record.owner) || record.form !== name || store.whyNot(record, reference)) return false;
  const heading = form.querySelector("h1");
  heading.textContent = heading.dataset.correct;
  document.title = word("form.title", { title: heading.dataset.correct });
  const about = form.querySelector("[data-about]");
  if (about) about.textContent = [record.title, record.place].filter(Boolean).join(" · ");
  return true;
}

function showReference(reference, chosen) {
  const select = form.elements.walk;
  const walks = reference?.walks ?? [];
  offer(select, walks, chosen);
  const showWalk = () => {
    const walk = walks.find(({ id }) => id === select.value);
    form.querySelector("[data-reference-title]").textContent = [walk?.title, walk?.meeting_place].filter(Boolean).join(", ");
  };
  showWalk();
  select.onchange = () => {
    showWalk();
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

/** On a first visit the walks come while the form is open already; a new plan may come at any time. */
function followReference(before, chosen) {
  let known = before;
  showReference(before, chosen);
  store.subscribe(async () => {
    const reference = await store.reference(await store.owner(name));
    if (!reference || (known && reference.plan?.id === known.plan?.id)) return;
    if (known) offerPlaces(reference);
    else showReference(reference, { answered: read(ofKind("reference")) });
    known = reference;
    refresh();
  });
}

/** Most visits to a form need no camera, and so not its module either. */
function wakePhotos() {
  waking ??= import("./photo-question.js").then((module) => {
    photos = module;
    photos.start(keepWithPictures);
    return photos;
  });
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

/** One write at a time; several changes meanwhile are one write. */
function changed() {
  setDirty(true);
  refresh();
  mustKeep = true;
  kept = kept.then(async () => {
    if (!mustKeep || isSaving) return;
    mustKeep = false;
    await saveDraft().catch(() => status.checkHealth());
  });
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

function refresh() {
  const answers = readAll(form);
  follow(form, answers);
  for (const one of form.querySelectorAll(".question.invalid")) mark(one, problem(one, answers));
  const wrong = [...form.querySelectorAll(".question.invalid")];
  const left = missing(form, answers);
  if (wrong.length) tell(line, word(wrong.every((one) => left.includes(one)) ? "form.missing_n" : "form.wrong_n", { n: wrong.length }), "wrong");
  else if (left.length) tell(line, word("form.missing", { what: left[0].querySelector("legend > span, label > span").textContent }), "missing");
  else if (located?.isRough(answers)) tell(line, word("form.ready_rough"), "ready");
  else tell(line, word(name === "contact" ? "form.ready_contact" : isDirty ? "form.ready_draft" : "form.ready"), "ready");
}

async function save() {
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
    await showReceipt(id);
  } catch {
    isSaving = false;
    tell(line, word("form.not_saved"), "wrong");
    await status.checkHealth();
  }
}

function asRecord(answers) {
  const tile = chosenTile(question("category"));
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
