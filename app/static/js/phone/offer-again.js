/** After a restore the server is another generation: the phone offers again all that it holds, and asks after the rest. */
import { readAll, tell, write } from "./database.js";
import { as, post } from "./session.js";
import * as store from "./store.js";

const MOST = 1000; // records in one question

/**
 * Whatever is held waits again, whoever has acknowledged it before; pictures that are still here too. Of those who are not
 * here as well: nobody may be told that it is sent.
 */
export async function offerAgain(generation) {
  await write(["queue", "meta"], async (queue, meta) => {
    const known = (await meta.getAllKeys()).filter((key) => String(key).startsWith("met/")).map((key) => key.slice(4));
    for (const who of known) {
      if ((await meta.get(`met/${who}`)) === generation || (await meta.get(`again/${who}`)) === generation) continue;
      for (const one of await queue.getAll()) if (one.owner === who) await queue.put(waitsAgain(one));
      await meta.put(generation, `again/${who}`);
    }
  });
  tell();
}

function waitsAgain(record) {
  const photos = record.photos?.map?.((one) => (one.state === "sent" && one.kept_at ? { ...one, state: "waiting" } : one));
  const isSent = record.state === "sent";
  return { ...record, ...(photos && { photos }), ...(isSent && { state: "waiting", reason: null, failures: 0 }) };
}

/**
 * All that was held has been offered: ask after what only receipts are left of, and note what the server has lost. Then the
 * generation is a known one.
 */
export async function askAfter(who, generation) {
  const held = new Set((await readAll("queue")).map(({ id }) => id));
  const gone = (await store.receipts(who)).filter(({ id }) => !held.has(id));
  for (let start = 0; start < gone.length; start += MOST) {
    const answer = await ask(gone.slice(start, start + MOST), who);
    if (!answer) return; // the next drain asks again
    await noteMissing(answer, who);
  }
  await write(["meta"], async (meta) => {
    await meta.put(generation, `met/${who}`);
    await meta.delete(`again/${who}`);
  });
}

async function ask(receipts, who) {
  const records = receipts.map(({ id, revision }) => ({ id, revision: revision ?? 1 }));
  const answer = await post(`/api/known${as(who)}`, { records });
  return answer?.status === 200 && Array.isArray(answer.body?.unknown) ? answer.body : null;
}

async function noteMissing({ unknown, older }, who) {
  await write(["receipts"], async (receipts) => {
    for (const [ids, status] of [[unknown, "missing"], [older, "older"]]) {
      for (const id of ids) {
        const one = await receipts.get(id);
        if (one?.owner === who) await receipts.put({ ...one, status });
      }
    }
  });
  tell();
}
