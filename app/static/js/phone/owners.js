/** From the release that named guests by the ids of one server: theirs becomes the phone's, whoever it is to which server. */

export const GUEST = "guest";
/** Of what was begun before anybody joined. */
export const UNCLAIMED = "phone";
const ACCOUNTS = new Set(["leader", "counsellor", "party"]);
// What that release said of records and photos that a server's own trouble had stopped.
const STOPPED_BY_TROUBLE = /^(Gemt her\. Den kan ikke modtages|Et foto kan ikke modtages lige nu)/;

/** Who is here where only one can be: {account, guest, formsOf}. */
export function alone(user, forms, isGuest) {
  if (isGuest) return { account: null, guest: user, formsOf: { account: [], guest: forms } };
  return { account: user, guest: null, formsOf: { account: forms, guest: [] } };
}

/** Within the upgrade of the database: `stores` are its object stores by name. */
export async function upgradeOwners(stores) {
  const [keys, values] = [await stores.meta.getAllKeys(), await stores.meta.getAll()];
  const meta = new Map(keys.map((key, number) => [key, values[number]]));
  const all = (name) => stores[name].getAll();
  const [queue, receipts, drafts] = [await all("queue"), await all("receipts"), await all("drafts")];
  const isAccount = accounts(meta, [...queue, ...receipts]);
  const renamed = (owner) => (owner === UNCLAIMED || isAccount(owner) ? owner : GUEST);
  for (const one of queue) await stores.queue.put(goesAgain({ ...one, owner: renamed(one.owner) }));
  for (const one of receipts) await stores.receipts.put({ ...one, owner: renamed(one.owner) });
  for (const one of drafts) await moveDraft(stores.drafts, one, renamed(one.owner));
  await renameNotes(stores.meta, meta, renamed);
  const { user, forms, ended } = meta.get("person") ?? {};
  await stores.meta.delete("person");
  if (!user) return;
  const isGuest = renamed(user.id) === GUEST;
  await stores.meta.put({ ...alone(user, forms, isGuest), ended: !isGuest && ended, lost: isGuest && ended }, "here");
}

/** Which owners have an account: by what the server said to them, by their role, or by what a guest cannot have. */
function accounts(meta, records) {
  const known = meta.get("person")?.user;
  const counsels = (owner) => records.some((one) => one.form === "contact" && one.owner === owner);
  const isKnown = (owner) => known?.id === owner && ACCOUNTS.has(known.role);
  return (owner) => meta.get(`reference/${owner}`)?.value?.office ?? (counsels(owner) || isKnown(owner));
}

async function moveDraft(drafts, draft, owner) {
  if (owner === draft.owner) return;
  const key = `${owner}/${draft.form}/${draft.instance}`;
  await drafts.delete(draft.key);
  // Two guests of one phone had each begun one: neither is thrown away.
  const more = (await drafts.get(key)) ? `/${draft.owner}` : "";
  await drafts.put({ ...draft, key: key + more, instance: draft.instance + more, owner });
}

/** What pages keep by person: of several guests each kind's last one, and every walk that somebody wrote facts of. */
async function renameNotes(store, meta, renamed) {
  for (const [key, value] of meta) {
    const [name, owner] = String(key).split("/");
    if (!owner || renamed(owner) === owner) continue;
    const before = await store.get(`${name}/${GUEST}`);
    await store.delete(key);
    await store.put(name === "walks" ? { ...before, ...value } : value, `${name}/${GUEST}`);
  }
}

function goesAgain(record) {
  const isMeant = (one) => one.state === "stopped" && STOPPED_BY_TROUBLE.test(one.reason ?? "");
  const again = (one) => (isMeant(one) ? { ...one, state: "waiting", reason: null, failures: 0 } : one);
  return again({ ...record, ...(Array.isArray(record.photos) && { photos: record.photos.map(again) }) });
}

// Before version 3 a record and its photos kept the sentence that said why they were stopped.
const SENTENCES = [[/Koden gælder/, "code_over"], [/Adgangen gælder/, "access_over"], [/^Et foto/, "photo"], [/^Gemt her/, "refused"]];

/** A record with the codes of its reasons. */
export function codeReasons(record) {
  const coded = (one) => (one.reason ? { ...one, reason: SENTENCES.find(([said]) => said.test(one.reason))?.[1] ?? one.reason } : one);
  return coded({ ...record, ...(Array.isArray(record.photos) && { photos: record.photos.map(coded) }) });
}
