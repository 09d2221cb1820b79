/** Days as they are in Denmark. */

export const ZONE = "Europe/Copenhagen";
let calendar = null; // made once, and late: making it takes a slow phone a tenth of a second

/** The Danish date of a moment, as 2026-05-12. */
export function danishDay(moment = new Date()) {
  if (globalThis.Temporal) return Temporal.Instant.fromEpochMilliseconds(+moment).toZonedDateTimeISO(ZONE).toPlainDate().toString();
  calendar ??= new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
  return calendar.format(moment);
}
