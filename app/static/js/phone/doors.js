/** The tallies of a host on the front page: a row a door, and the way to count on. */
import { byId, reveal, say } from "../shared/dom.js";
import { action, row } from "./rows.js";
import { time } from "./times.js";
import { word } from "./words.js";

const FORM = "attendance";
const address = ({ id }, mark = "") => `/form/${FORM}?record=${id}${mark}`;
/** Everybody who was counted, whatever the counters are called. */
const guests = ({ answers }) => Object.values(answers).filter((answer) => typeof answer === "number").reduce((a, b) => a + b, 0);

const counted = (one) => one.counted_at ?? Date.parse(one.saved_at);

/** Show those of events that are still open, the one that was counted last as the button at the bottom. → all other records */
export function showDoors(all, references) {
  const events = references.flatMap((one) => one.events ?? []);
  const isDoor = (one) => one.form === FORM && one.answers && events.some(({ id }) => id === one.answers.event);
  const doors = all.filter(isDoor).sort((a, b) => counted(b) - counted(a));
  const isCounted = (event, door) => doors.some(({ answers }) => answers.event === event.id && (answers.door ?? "") === door);
  const isLeft = events.some((event) => (event.doors?.length ? event.doors.map(({ name }) => name) : [""]).some((door) => !isCounted(event, door)));
  reveal({ doors: doors.length > 0, "new-door": isLeft });
  say(byId("doors"), { count: doors.length });
  byId("doors").querySelector("ul").replaceChildren(...doors.map((one) => rowOf(one, events.length > 1)));
  if (doors.length) goOn(doors[0]);
  return all.filter((one) => !doors.includes(one));
}

function rowOf(record, areSeveral) {
  const { door } = record.answers;
  const title = areSeveral ? [record.title, door].filter(Boolean).join(" · ") : (door ?? record.title);
  const when = word("doors.row", { n: guests(record), when: time(record.saved_at) });
  const actions = [
    action("correct", word("doors.correct"), "pencil", address(record, "&correct")),
    action("count", word("doors.go_on"), "plus", address(record)),
  ];
  return row({ ...record, title, place: null }, { when, actions });
}

/** Where counting is all that this person does, the button at the bottom goes on. */
function goOn(last) {
  const button = byId("new");
  if (button.hidden || button.pathname !== `/form/${FORM}`) return;
  button.href = address(last);
  const { door } = last.answers;
  button.querySelector("span").textContent = word(door ? "doors.go_on_at" : "doors.go_on_with", { door, n: guests(last) });
}
