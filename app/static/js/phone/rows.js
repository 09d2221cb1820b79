/** The rows and choices that several pages show: records with picture, title, state, time and place; walks and events. */
import { byId, copyOf, element, say } from "../shared/dom.js";
import { danishDay, danishTime, day, time } from "./times.js";
import { CATEGORIES, SHAPES } from "./icons.js";
import { isLost, photoCount } from "./store.js";
import { word } from "./words.js";

const ICONS = {
  waiting: "smartphone",
  photos: "smartphone",
  sending: "cloud-upload",
  stopped: "triangle-alert",
  sent: "cloud-check",
  missing: "triangle-alert",
  older: "triangle-alert",
};

/** One of the icons that rows have; nothing for a name that is none of them. */
export function icon(name) {
  const drawn = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
  return SHAPES[name] ? element("template", { innerHTML: drawn }).content.firstChild : "";
}

/** {title, icon, noun} of a record's form; the first two for records that have none of their own. */
export const formOf = ({ form }) => byId("forms")?.content.querySelector(`[data-form="${form}"]`)?.dataset ?? {};
/** The title of a record or a receipt. */
export const titleOf = (record) => record.title || formOf(record).title;
/** A receipt has no state of its own: it was received, unless a restored server has lost it since. */
export const stateOf = (record) => record.state ?? (isLost(record) ? record.status : "sent");

/** The <li> of a record or a receipt; `actions` are elements for the strip below it, `when` is the time that it names, `closed` why it cannot be corrected. */
export function row(record, { state = stateOf(record), actions = [], closed = null, when = time(record.captured_at) } = {}) {
  const item = copyOf("record");
  const part = (name) => item.querySelector(`.record-${name}`);
  Object.assign(item.dataset, { record: record.id, state });
  // The first photo, as long as it is on the phone.
  const small = Array.isArray(record.photos) && record.photos.find((one) => one.small)?.small;
  part("picture").append(small ? element("img", { src: small, alt: "" }) : icon(record.icon || formOf(record).icon));
  say(item, { title: titleOf(record) });
  part("state").append(icon(ICONS[state]), word(`state.${state}`));
  part("meta").textContent = [when, record.place, photoWords(record)].filter(Boolean).join(" · ");
  const reasons = [reasonOf(record, state), record.left_out && "photo_left_out", closed].filter(Boolean);
  part("reason").textContent = reasons.map((reason) => word(`reason.${reason}`)).join(" ");
  part("reason").hidden = reasons.length === 0;
  part("actions").append(...actions);
  part("actions").hidden = actions.length === 0;
  return item;
}

const sinceOf = ({ begun_at, updated_at }) => word("draft.since", { when: time(begun_at ?? updated_at) });
/** "Trafik · fra kl. 18.52" */
export const lineOf = (draft) => [titleOf(draft), sinceOf(draft)].join(" · ");

/** The <li> of a draft: amber, never a record's row. `reason`: why it cannot go on. */
export function draftRow(draft, { actions, reason = null }) {
  const item = copyOf("draft");
  item.dataset.draft = draft.key;
  const small = draft.photos?.find((one) => one.small)?.small;
  const shape = draft.icon ?? CATEGORIES[draft.answers.category] ?? formOf(draft).icon;
  item.querySelector(".record-picture").append(small ? element("img", { src: small, alt: "" }) : icon(shape));
  const [title, meta] = draft.record
    ? [word("draft.correction", { title: titleOf(draft) }), sinceOf(draft)]
    : [word("draft.title"), lineOf(draft)];
  say(item, { title, meta, reason });
  item.querySelector("[data-reason]").hidden = reason === null;
  item.querySelector(".record-actions").append(...actions);
  return item;
}

/** Why it is stopped, lost, or waits for the project leader: of a wrong clock somebody may want to know. */
function reasonOf({ status, reason, review }, state) {
  if (["missing", "older"].includes(state)) return state;
  if (state !== "sent" || status !== "quarantined") return reason;
  return ["clock", "time"].includes(review) ? review : status;
}

/** "1 af 2 fotos modtaget"; before the text is sent "2 fotos". */
export function photoWords(record) {
  const { total, received } = photoCount(record);
  if (total === 0) return null;
  const isUnsent = record.state === "waiting" && received === 0;
  return word(isUnsent ? "row.photos" : "row.photos_received", { n: total, received });
}

/** A button or a link for the strip below a row. */
export function action(name, label, picture, href = null) {
  const made = element(href ? "a" : "button", href ? { href } : { type: "button" }, icon(picture), label);
  made.dataset.action = name;
  return made;
}

/** The link that corrects a record. */
export const correction = ({ id, form }) => action("edit", word("act.edit"), "pencil", `/form/${form}?record=${id}`);

/** "i dag kl. 18.30–20.00 · Beboerhuset" */
export function whenAndWhere({ date, start, end, meeting_place }) {
  const hours = [start, end].filter(Boolean).join("–").replaceAll(":", ".");
  return [start ? word("row.hours", { day: day(date), hours }) : day(date), meeting_place].filter(Boolean).join(" · ");
}

export const isToday = ({ date }) => date === danishDay();

/** Whether it goes on at this moment. */
export function isNow({ date, start, end }) {
  const now = danishTime().slice(0, 5);
  return date === danishDay() && Boolean(start && end) && now >= start && now <= end;
}

/** The points of earlier walks that can be looked at again on this one. */
export const pointsOf = (reference, walk) => (reference?.open_points ?? []).filter(({ date }) => date < walk.date);

/** The <li> that leads to the page of a walk's leader. */
export function leaderLink(walk) {
  const item = copyOf("walk-link");
  item.querySelector("a").href = `/walk?id=${walk.id}`;
  item.querySelector("span").textContent = `${walk.title}, ${whenAndWhere(walk)}`;
  return item;
}

/** Fill the <select> and choose: the one of before, else the only one, the only one of today, or the only one that goes on now. */
export function offer(select, gatherings, { known, answered } = {}) {
  const option = (one) => new Option(`${one.title}, ${whenAndWhere(one)}`, one.id);
  select.replaceChildren(select.options[0], ...gatherings.map(option));
  select.closest(".question").classList.toggle("open", gatherings.length > 1);
  const today = gatherings.filter(isToday);
  const only = [gatherings, today, today.filter(isNow)].find((some) => some.length === 1)?.[0].id ?? "";
  const isThere = (wanted) => gatherings.some(({ id }) => id === wanted);
  const wanted = answered ?? (isThere(known) ? known : only);
  if (wanted && !isThere(wanted)) select.append(new Option(word("row.earlier"), wanted));
  select.value = wanted;
}
