/** Times and days as people in Denmark read them, and what the server wants as text. */
import { danishDay as dayOf, ZONE } from "../shared/day.js";
import { now } from "./clock.js";
import { word } from "./words.js";

/** The Danish date of a moment, as 2026-05-12; today's is the server's. */
export const danishDay = (moment = new Date(now())) => dayOf(moment);

/** The time in Denmark, "18:52:07". */
export const danishTime = () => new Date(now()).toLocaleTimeString("sv-SE", { timeZone: ZONE });

const two = (number) => String(number).padStart(2, "0");
/** "kl. 18.52" */
export const hour = (moment) => word("time.clock", { hour: two(moment.getHours()), minute: two(moment.getMinutes()) });

/** "kl. 18.52"; with the date before it when that is not today. */
export function time(iso) {
  const moment = new Date(iso);
  return danishDay(moment) === danishDay() ? hour(moment) : word("time.day", { day: day(danishDay(moment)), hour: hour(moment) });
}

/** "12.5. kl. 18.52", whenever that was. */
export function longTime(iso) {
  const [, month, date] = danishDay(new Date(iso)).split("-").map(Number);
  return word("time.date", { date, month, hour: hour(new Date(iso)) });
}

/** "12. maj" from 2026-05-12; "i dag" where it is. */
export function day(date) {
  if (date === danishDay()) return word("time.today");
  return new Intl.DateTimeFormat("da", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(date));
}

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** RFC 3339 with this phone's own offset, as 2026-05-12T14:32:05+02:00. */
export function localTime(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}
