/** The row of a record: picture, title, state, time and place. Used on the front page, the queue and the receipt. */
import { count, time } from "../shared/words.js";
import { SHAPES } from "./icons.js";
import { photoCount } from "./store.js";

const STATES = {
  waiting: { word: "Venter", icon: "smartphone" },
  photos: { word: "Venter", icon: "smartphone" },
  sending: { word: "Sender", icon: "cloud-upload" },
  stopped: { word: "Stoppet", icon: "triangle-alert" },
  sent: { word: "Sendt", icon: "cloud-check" },
  missing: { word: "Findes ikke mere", icon: "triangle-alert" },
  older: { word: "Ældre udgave", icon: "triangle-alert" },
};

const SVG = "http://www.w3.org/2000/svg";
const LOOK = { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" };

/** One of the icons that rows have; nothing for a name that is none of them. */
export function icon(name) {
  if (!SHAPES[name]) return "";
  const drawn = document.createElementNS(SVG, "svg");
  for (const [attribute, value] of Object.entries(LOOK)) drawn.setAttribute(attribute, value);
  drawn.innerHTML = SHAPES[name];
  return drawn;
}

/** {title, icon} of a form, for the records that have none of their own. */
const formOf = (name) => {
  const forms = document.getElementById("forms").content;
  const { title, icon: picture } = forms.querySelector(`[data-form="${name}"]`)?.dataset ?? {};
  return { title, icon: picture };
};

/** The title of a record or a receipt. */
export const titleOf = ({ title, form }) => title || formOf(form).title;

/**
 * The <li> of a record or a receipt. `actions` are elements for the strip below it;
 * `when` is the time that it names.
 */
export function row(record, { state = stateOf(record), actions = [], when = time(record.captured_at) } = {}) {
  const item = document.getElementById("record").content.firstElementChild.cloneNode(true);
  const part = (selector) => item.querySelector(selector);
  item.dataset.record = record.id;
  item.dataset.state = state;
  part(".record-picture").append(thumbnail(record) ?? icon(record.icon || formOf(record.form).icon));
  part("[data-title]").textContent = titleOf(record);
  part(".record-state").append(icon(STATES[state].icon), STATES[state].word);
  part(".record-meta").textContent = [when, record.place, photoWords(record)].filter(Boolean).join(" · ");
  const reason = reasonOf(record, state);
  part(".record-reason").textContent = reason ?? "";
  part(".record-reason").hidden = !reason;
  part(".record-actions").append(...actions);
  part(".record-actions").hidden = actions.length === 0;
  return item;
}

/** A receipt has no state of its own: it was received, unless a restored server has lost it since. */
const stateOf = ({ state, status }) => state ?? (STATES[status] ? status : "sent");

function reasonOf({ status, reason }, state) {
  if (state === "missing") return "Serveren er gendannet. Skriv den igen.";
  if (state === "older") return "Serveren er gendannet og har kun en ældre udgave. Sig det til projektlederen.";
  return state === "sent" && status === "quarantined" ? "Projektlederen tjekker den." : reason;
}

/** The first photo, as long as it is on the phone. */
function thumbnail({ photos }) {
  const small = Array.isArray(photos) ? photos.find((one) => one.small)?.small : null;
  return small ? Object.assign(new Image(), { src: small, alt: "" }) : null;
}

/** "1 af 2 fotos modtaget"; before the text is sent "2 fotos". */
export function photoWords(record) {
  const { total, received } = photoCount(record);
  if (total === 0) return null;
  const isUnsent = record.state === "waiting" && received === 0;
  return isUnsent ? count(total, "foto", "fotos") : `${received} af ${count(total, "foto", "fotos")} modtaget`;
}

/** A button or a link for the strip below a row. */
export function action(name, word, picture, href = null) {
  const element = document.createElement(href ? "a" : "button");
  if (href) element.href = href;
  else element.type = "button";
  element.dataset.action = name;
  element.append(icon(picture), word);
  return element;
}

/** Records and the receipts of those that are gone, newest first. */
export function merge(records, receipts) {
  const kept = new Set(records.map(({ id }) => id));
  const gone = receipts.filter(({ id }) => !kept.has(id));
  return [...records, ...gone].sort((a, b) => Date.parse(b.captured_at) - Date.parse(a.captured_at));
}
