/** The walks or events that can be chosen on this phone: from the reference, into the <select>. */
import { danishDay, danishTime, day } from "../shared/words.js";

const clock = (text) => text?.replace(":", ".") ?? "";

/** "i dag kl. 18.30–20.00 · Beboerhuset" */
export function whenAndWhere({ date, start, end, meeting_place }) {
  const hours = start ? ` kl. ${clock(start)}${end ? `–${clock(end)}` : ""}` : "";
  return [`${day(date)}${hours}`, meeting_place].filter(Boolean).join(" · ");
}

/** Whether it goes on at this moment. */
export function isNow({ date, start, end }) {
  const now = danishTime().slice(0, 5);
  return date === danishDay() && Boolean(start && end) && now >= start && now <= end;
}

/** The points of earlier walks that can be looked at again on this one. */
export const pointsOf = (reference, walk) => (reference?.open_points ?? []).filter(({ date }) => date < walk.date);

/** The <li> that leads to the page of a walk's leader. */
export function leaderLink(walk) {
  const item = document.getElementById("walk-link").content.firstElementChild.cloneNode(true);
  item.querySelector("a").href = `/walk?id=${walk.id}`;
  item.querySelector("span").textContent = `${walk.title}, ${whenAndWhere(walk)}`;
  return item;
}

/**
 * Fill the <select> and choose: the one of before, else the only one, the only one of today, or the only one that goes on now.
 * → the chosen one, or undefined
 */
export function offer(select, gatherings, { known, answered } = {}) {
  select.append(...gatherings.map((one) => new Option(`${one.title}, ${whenAndWhere(one)}`, one.id)));
  const today = gatherings.filter(({ date }) => date === danishDay());
  const only = [gatherings, today, today.filter(isNow)].find((some) => some.length === 1)?.[0].id ?? "";
  const wanted = answered ?? (gatherings.some(({ id }) => id === known) ? known : only);
  if (wanted && !gatherings.some(({ id }) => id === wanted)) select.append(new Option("En tidligere", wanted));
  select.value = wanted ?? "";
  return gatherings.find(({ id }) => id === select.value);
}
