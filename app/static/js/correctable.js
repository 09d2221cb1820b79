/** Until when what was sent can be corrected: while its walk or event is open, and at latest 14 days. */

const MOST = 14 * 86_400_000; // ms after the first time that the server had it

/** The last moment for a record that the server has for the first time now. */
export const lastMoment = (now = Date.now()) => new Date(now + MOST).toISOString();

/**
 * Why a record cannot be corrected any more, in words; null while it can. What the server does not have yet, always
 * can. `reference` is what the phone knows of open walks and events.
 */
export function whyNot(record, reference, now = Date.now()) {
  const { walk, event } = record.answers;
  if (record.acknowledged < record.revision) return null;
  const open = [...(reference?.walks ?? []), ...(reference?.events ?? [])];
  const isClosed = reference && (walk ?? event) && !open.some(({ id }) => id === (walk ?? event));
  if (isClosed) return `${walk ? "Vandringen" : "Arrangementet"} er lukket. Det sendte kan ikke rettes mere.`;
  return Date.parse(record.correctable_until) < now ? "Der er gået 14 dage. Det sendte kan ikke rettes mere." : null;
}
