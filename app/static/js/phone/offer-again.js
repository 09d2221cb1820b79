/** After a restore the server is another generation: the phone offers again all that it holds, and asks after the rest. */
import { changeEach, keysOf, readAll, write, writeAndTell } from "./database.js";
import { keptAgain } from "./photo-store.js";
import { as, post } from "./session.js";
import * as store from "./store.js";

const MOST = 1000; // records in one question

/** Whatever is held waits again, pictures too, and of those who are not here as well: nobody may be told that it is sent. */
export function offerAgain(generation) {
  const waits = { state: "waiting", reason: null, failures: 0 };
  const again = (record) => ({ ...record, photos: keptAgain(record), ...(record.state === "sent" && waits) });
  return writeAndTell(["queue", "meta"], async (queue, meta) => {
    for (const who of (await keysOf(meta, "met/")).map((key) => key.slice(4))) {
      if ((await meta.get(`met/${who}`)) === generation || (await meta.get(`again/${who}`)) === generation) continue;
      await changeEach(queue, ({ owner }) => owner === who, again);
      await meta.put(generation, `again/${who}`);
    }
  });
}

/** All that was held has been offered: ask after what only receipts are left of. Then the generation is a known one. */
export async function askAfter(who, generation) {
  const held = new Set((await readAll("queue")).map(({ id }) => id));
  const gone = (await store.receipts(who)).filter(({ id }) => !held.has(id));
  for (let start = 0; start < gone.length; start += MOST) {
    const records = gone.slice(start, start + MOST).map(({ id, revision }) => ({ id, revision: revision ?? 1 }));
    const { status, body } = (await post(`/api/known${as(who)}`, { records })) ?? {};
    if (status !== 200 || !Array.isArray(body?.unknown)) return; // the next drain asks again
    await noteLost(body, who);
  }
  await write(["meta"], async (meta) => {
    await meta.put(generation, `met/${who}`);
    await meta.delete(`again/${who}`);
  });
}

/** Note what the server has lost, and what it has an older revision of. */
function noteLost({ unknown, older }, who) {
  const statusOf = new Map([...unknown.map((id) => [id, "missing"]), ...older.map((id) => [id, "older"])]);
  const isLost = ({ id, owner }) => owner === who && statusOf.has(id);
  return writeAndTell(["receipts"], (receipts) => changeEach(receipts, isLost, (one) => ({ ...one, status: statusOf.get(one.id) })));
}
