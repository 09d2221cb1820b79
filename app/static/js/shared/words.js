/** Danish times and counts, as people read them. */

const two = (number) => String(number).padStart(2, "0");

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

/** "kl. 18.52"; with the date before it when that is not today. */
export function time(iso) {
  const moment = new Date(iso);
  const clock = `kl. ${two(moment.getHours())}.${two(moment.getMinutes())}`;
  return danishDay(moment) === danishDay() ? clock : `${day(danishDay(moment))} ${clock}`;
}

/** "12.5. kl. 18.52", whenever that was. */
export function longTime(iso) {
  const moment = new Date(iso);
  const [, month, date] = danishDay(moment).split("-").map(Number);
  return `${date}.${month}. kl. ${two(moment.getHours())}.${two(moment.getMinutes())}`;
}

/** "12. maj" from 2026-05-12; "i dag" where it is. */
export function day(date) {
  if (date === danishDay()) return "i dag";
  return new Intl.DateTimeFormat("da", { day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(date));
}

/** count(1, "svar er", "svar er") → "1 svar er" */
export const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** "Tak" → with the first letter large, for the start of a line. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Put values into a message of the server's catalogue: fill("højst %(most)d", {most: 5}). */
export const fill = (message, values) => message.replace(/%\((\w+)\)[sd]/g, (_whole, name) => values[name]);
