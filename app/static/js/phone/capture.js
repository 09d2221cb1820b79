/** Fills in a form that is saved with a button: drafts at every change, checks, saving, correcting. */
import { questionsOf, read, readAll, write, writeAll } from "../shared/answers.js";
import { ask, byId, oneAtATime, reveal, say, tell } from "../shared/dom.js";
import { danishDay } from "./times.js";
import * as draft from "./form-draft.js";
import { chosenTile, follow, letTakeBack, mark, memory, missing, problem, problems, showProblems } from "./form-behaviour.js";
import { guard } from "./leaving.js";
import { hasMoved } from "./moved.js";
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
const { correcting } = draft;
const question = (of) => questionsOf(form).find(({ dataset }) => dataset.question === of);
const ofKind = (kind) => questionsOf(form).find(({ dataset }) => dataset.kind === kind && dataset.extra === undefined);

const located = where({ changed, found: () => (isDirty ? changed() : refresh()) });
let photos = null; // comes when it is needed
let waking = null; // while it comes
let isDirty = false;
let kept = Promise.resolve(); // the draft, as it was last
let mustKeep = false;
let saving = null;
let isSaving = false;
let record = null; // the one being corrected
let untouched = null; // what the form says when nobody has answered anything: no draft
let remembered = null; // what the next record on this walk begins with

export async function start() {
  if (parameters.has("saved")) return showReceipt(parameters.get("saved"));
  const who = await store.owner(name);
  if (!correcting && form.dataset.from) return location.replace(form.dataset.from);
  const [begun, reference, last] = await Promise.all([draft.load(), store.reference(who), memory(form)]);
  if (correcting && !(await beginCorrection(reference))) return location.replace("/queue?closed");
  const saved = begun ? null : await draft.savedAs();
  if (saved) return showReceipt(saved);
  remembered = last;
  form.dataset.day = danishDay(record ? new Date(record.captured_at) : undefined);
  const before = begun ?? record;
  // An empty form begins with today's date, besides what is remembered. Never a guess.
  const answers = before?.answers ?? Object.fromEntries(ofKind("date") ? [[ofKind("date").dataset.question, danishDay()]] : []);
  await put(answers, before?.photos);
  // What day it is may be heard while an empty form is open.
  if (!before && ofKind("date")) store.subscribe(() => isDirty || write(ofKind("date"), danishDay()));
  if (ofKind("reference")) followReference(reference, { answered: before?.answers.walk, known: last.walk });
  if (!before) last.recall();
  untouched = saying(record?.answers ?? (begun ? {} : readAll(form)));
  listen();
  setDirty(Boolean(begun));
  refresh();
  if (!before) located?.begin();
  sayWhatElse(begun);
  if (ofKind("photos")) await wakePhotos();
}

function listen() {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  letTakeBack(form, changed);
  if (draft.isInMemory) guard(() => isDirty, empty);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saving ??= save().finally(() => (saving = null));
  });
  store.subscribe(followOthers);
  addEventListener("pageshow", ({ persisted }) => persisted && followOthers());
  // A phone that is put away with a draft tells the leader so.
  document.addEventListener("visibilitychange", () => document.hidden && isDirty && store.announce());
}

/** Show these answers and photos. */
async function put(answers, those) {
  writeAll(form, answers);
  if (those?.length || photos) (await wakePhotos()).show(those ?? []);
  located?.show(answers);
}

/** A new form says that another waits; what was begun elsewhere asks for the place anew. */
async function sayWhatElse(begun) {
  const number = begun ? 0 : await draft.others();
  reveal({ "other-drafts": number });
  say(byId("other-drafts"), { text: word("draft.another", { n: number }) });
  const moved = located && begun && !correcting ? await hasMoved(begun) : null;
  if (!moved || isSaving) return;
  say(byId("moved"), { title: word(`draft.${moved}`) });
  if ((await ask(byId("moved"))) !== "find") return;
  write(ofKind("point"), undefined);
  changed();
  located.begin();
}

/** What another tab did with this draft: it is shown as it is there, or its receipt, or the front page where it was thrown away. */
const followOthers = oneAtATime(async () => {
  if (isSaving || mustKeep) return;
  const news = await draft.elsewhere();
  if (!news || isSaving || mustKeep) return;
  if (news.saved) {
    isSaving = true;
    setDirty(false);
    await showReceipt(news.saved);
  } else if (news.isGone) {
    setDirty(false);
    location.replace("/");
  } else if (!news.draft.photos?.some(({ isRaw }) => isRaw)) {
    // A picture that is not ready is made so there, and told of again.
    await put(news.draft.answers, news.draft.photos);
    refresh();
  }
});

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
    form.dataset.day = walk?.date ?? danishDay(record ? new Date(record.captured_at) : undefined);
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

/** The camera's module comes beside the form. */
function wakePhotos() {
  waking ??= import("./photo-question.js").then((module) => {
    photos = module;
    photos.start(keepWithPictures);
    return photos;
  });
  return waking;
}

/** One write at a time; several changes meanwhile are one write. */
function changed() {
  begin();
  mustKeep = true;
  kept = kept.then(async () => {
    if (!mustKeep || isSaving) return;
    mustKeep = false;
    await saveDraft().catch(() => status.checkHealth());
    refresh();
  });
}

/** The draft as it stands, with pictures that come into it or go out of it; rejects when it cannot be kept. */
async function keepWithPictures(pictures = null) {
  if (isSaving) throw new DOMException("the record is in the queue, and has no draft", "AbortError");
  begin();
  const saved = kept.then(() => saveDraft(pictures));
  kept = saved.catch(() => status.checkHealth()).then(refresh);
  return saved;
}

function begin() {
  draft.nameIt();
  setDirty(true);
  refresh();
}

const labelOf = (of) => of.querySelector("legend > span, label > span").textContent.trim();

/** What somebody has answered; where the phone is and on which walk, it says itself. */
function saying(answers) {
  const own = questionsOf(form).filter(({ dataset }) => record || !["point", "reference"].includes(dataset.kind));
  return JSON.stringify(own.map(({ dataset }) => answers[dataset.question] ?? null));
}

/** With what a row of it needs: what the record would be called, and what it lacks. What was all taken back is none. */
async function saveDraft(pictures = null) {
  const answers = readAll(form);
  if (saying(answers) === untouched) {
    await draft.drop();
    if (!mustKeep) setDirty(false);
    return;
  }
  const [first] = problems(form, answers);
  const lacks = first ? { what: inTheMiddle(first.question.dataset.label ?? labelOf(first.question)), isWrong: !missing(form, answers).includes(first.question) } : null;
  const { id: _id, ...facts } = asRecord(answers);
  await draft.keep({ ...facts, record: correcting, photos: photos?.list(), lacks }, pictures, record?.owner);
}

const inTheMiddle = (label) => label.charAt(0).toLocaleLowerCase("da") + label.slice(1);

/** Of what is not kept nothing stays in the page either. */
function empty() {
  writeAll(form, {});
  setDirty(false);
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
  else if (draft.isLost()) tell(line, word("form.not_kept"), "wrong");
  else if (left.length) tell(line, word("form.missing", { what: labelOf(left[0]) }), "missing");
  else if (photos?.isWaitedFor()) tell(line, word("photo.preparing"), "draft");
  else tell(line, isDirty ? word(located?.isRough(answers) ? "form.unsaved_rough" : "form.unsaved") : "", "draft");
  const notice = byId("draft-kept");
  if (notice) notice.hidden = draft.isLost() || !draft.key();
}

/** A photo that is being made ready is waited for a moment; then it follows its record. → false where one must be looked at again */
async function photosSettled() {
  const module = await waking;
  if (!module?.isBusy() || problems(form, readAll(form)).length) return true;
  const settling = module.settled();
  refresh();
  const isReady = await settling;
  refresh();
  if (!isReady) tell(line, word("photo.not_covered"), "wrong");
  return isReady;
}

async function save() {
  const isReady = await photosSettled();
  if (isSaving || !isReady) return;
  const answers = readAll(form);
  const found = problems(form, answers);
  showProblems(form, found, found.length === missing(form, answers).length);
  refresh();
  if (found.length) return;
  isSaving = true;
  try {
    await kept;
    const { id } = await store.enqueue({ ...asRecord(answers), owner: draft.owner() }, { draft: draft.key() });
    navigator.vibrate?.(40);
    setDirty(false);
    if (draft.isInMemory) empty();
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
    id: draft.recordId(),
    form: name,
    version: Number(version),
    answers,
    title: tile?.title ?? record?.title ?? title,
    icon: tile?.icon ?? record?.icon ?? null,
    place: question("place") ? (answers.place ?? null) : (record?.place ?? null),
  };
}
