/** Times, days and counts as people in Denmark read them, and what the server wants as text. */

const ZONE = "Europe/Copenhagen";
let calendar = null; // made once, and late: making it takes a slow phone a tenth of a second

/** The Danish date of a moment, as 2026-05-12. */
export function danishDay(moment = new Date()) {
  if (globalThis.Temporal) return Temporal.Instant.fromEpochMilliseconds(+moment).toZonedDateTimeISO(ZONE).toPlainDate().toString();
  calendar ??= new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
  return calendar.format(moment);
}

/** The time in Denmark, "18:52:07". */
export const danishTime = () => new Date().toLocaleTimeString("sv-SE", { timeZone: ZONE });

const two = (number) => String(number).padStart(2, "0");
const clock = (moment) => `kl. ${two(moment.getHours())}.${two(moment.getMinutes())}`;

/** "kl. 18.52"; with the date before it when that is not today. */
export function time(iso) {
  const moment = new Date(iso);
  return danishDay(moment) === danishDay() ? clock(moment) : `${day(danishDay(moment))} ${clock(moment)}`;
}

/** "12.5. kl. 18.52", whenever that was. */
export function longTime(iso) {
  const [, month, date] = danishDay(new Date(iso)).split("-").map(Number);
  return `${date}.${month}. ${clock(new Date(iso))}`;
}

/** "12. maj" from 2026-05-12; "i dag" where it is. */
export function day(date) {
  if (date === danishDay()) return "i dag";
  return new Intl.DateTimeFormat("da", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(date));
}

/** count(1, "svar er", "svar er") → "1 svar er" */
export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** RFC 3339 with this phone's own offset, as 2026-05-12T14:32:05+02:00. */
export function localTime(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
}
