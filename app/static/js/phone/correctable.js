/** Until when what was sent can be corrected (while its walk or event is open, at most 14 days), and what goes after that. */
import { write } from "./database.js";
import { keepsPhotos, withPhotos } from "./photo-store.js";

const RECEIPTS = 30 * 86_400_000; // ms

/**
 * Why a record cannot be corrected any more, in words; null while it can. What the server does not have yet, always
 * can. `reference` is what the phone knows of open walks and events.
 */
export function whyNot(record, reference, now = Date.now()) {
  if (record.acknowledged < record.revision) return null;
  const { walk, event } = record.answers;
  const open = [...(reference?.walks ?? []), ...(reference?.events ?? [])];
  const isClosed = reference && (walk ?? event) && !open.some(({ id }) => id === (walk ?? event));
  if (isClosed) return `${walk ? "Vandringen" : "Arrangementet"} er lukket. Det sendte kan ikke rettes mere.`;
  return Date.parse(record.correctable_until) < now ? "Der er gået 14 dage. Det sendte kan ikke rettes mere." : null;
}

/**
 * Drop what has served: receipts after 30 days, sent records when they cannot be corrected any more and no picture of theirs
 * is kept for a server that may lose it.
 */
export function tidy(now = Date.now()) {
  return write(["queue", "receipts", "meta", "photos"], async (queue, receipts, meta, photos) => {
    for (const one of await receipts.getAll()) {
      if (one.kept_at < now - RECEIPTS) await receipts.delete(one.id);
    }
    for (const one of await queue.getAll()) {
      if (withPhotos(one).state !== "sent" || keepsPhotos(one, now)) continue;
      const { value } = (await meta.get(`reference/${one.owner}`)) ?? {};
      if (!whyNot(one, value, now)) continue;
      for (const { id } of Array.isArray(one.photos) ? one.photos : []) await photos.delete(id);
      await queue.delete(one.id);
    }
  });
}
