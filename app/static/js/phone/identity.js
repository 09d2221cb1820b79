/**
 * Who is here: an account that signed in, and the guest that this phone is, known by its secret wherever the key is.
 * Records belong to an account's id or to the word "guest"; a guest's id is filled in when something is sent.
 */
import { danishDay } from "../shared/words.js";
import { read, readAll, tell, write } from "./database.js";
import { GUEST } from "./owners.js";

export { GUEST } from "./owners.js";

const NOBODY = { account: null, guest: null, formsOf: { account: [], guest: [] }, ended: false, lost: false, shutOut: false };
// What comes with a form of the other name.
const RIGHT = { recheck: "observation" };

/**
 * → {account, guest: {id, name, role} or null, formsOf: {account, guest}, ended: the account's session is over,
 * lost: the guest's is, shutOut; user: the account, else the guest; forms: of both}. No name before the server gave one.
 */
export async function person() {
  const known = told((await read("meta", "here")) ?? NOBODY);
  const { account, guest, formsOf } = known;
  return { ...known, user: account ?? guest, forms: [...new Set([...formsOf.account, ...formsOf.guest])] };
}

/** What the cookie says comes with the very answer that signs in, joins, signs out or leaves: the network may go right after. */
function told(known) {
  const parts = cookie()?.split("/");
  if (parts?.length !== 4) return known;
  const one = (id, forms, before, formsBefore) =>
    id === "-" || id === (before?.id ?? "") ? [before, formsBefore] : [id ? { id, name: "", role: "" } : null, forms.split("+").filter(Boolean)];
  const [account, ofAccount] = one(parts[0], parts[1], known.account, known.formsOf.account);
  const [guest, ofGuest] = one(parts[2], parts[3], known.guest, known.formsOf.guest);
  const isSame = (a, b) => a?.id === b?.id;
  return {
    ...known,
    account,
    guest,
    formsOf: { account: ofAccount, guest: ofGuest },
    ended: isSame(account, known.account) && known.ended,
    lost: isSame(guest, known.guest) && known.lost,
  };
}

const cookie = () => named("__Host-feltbog_both") ?? named("feltbog_both"); // over HTTPS, and on a developer's machine
const named = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/**
 * Whose queue and drafts a page shows: an account's id, "guest", or "phone" before anybody joined. `form`: whose record of
 * that form would be; the guest's where the account may not send it.
 */
export async function owner(form = null) {
  const { account, guest, formsOf } = await person();
  const may = (forms) => forms.includes(RIGHT[form] ?? form);
  if (account && !(form && guest && may(formsOf.guest) && !may(formsOf.account))) return account.id;
  return guest ? GUEST : "phone";
}

/** Everybody whose records are at home here: the account that is signed in, and this phone's guest. */
export const owners = async () => [...new Set([await owner(), GUEST])];

/**
 * Remember an answer of /api/session. A session that merely ended changes nobody: the same person goes on capturing. An
 * answer without `guest` is an older server's, which names the account or the guest alone.
 */
export async function setPerson(said) {
  const before = await person();
  const { account, guest, formsOf } = divided(said);
  const now = {
    account: account ?? before.account,
    guest: guest ?? before.guest,
    formsOf: { account: account ? formsOf.account : before.formsOf.account, guest: guest ? formsOf.guest : before.formsOf.guest },
    ended: !account && before.account !== null,
    lost: !guest && before.guest !== null,
    shutOut: said.shut_out === true,
  };
  // Nearly every answer says what the last one said: the disk need not hear of it.
  if (Object.keys(now).every((name) => JSON.stringify(now[name]) === JSON.stringify(before[name]))) return now;
  await write(["meta", "queue", "receipts"], async (meta, queue, receipts) => {
    await meta.put(now, "here");
    // Records of an earlier release may still be called by this very guest's id.
    for (const store of guest ? [queue, receipts] : []) {
      for (const one of (await store.getAll()).filter((each) => each.owner === guest.id)) await store.put({ ...one, owner: GUEST });
    }
  });
  if (account || guest) await adoptDrafts();
  tell({ saved: true });
  return now;
}

/** {account, guest, formsOf} of an answer. */
export function divided({ user, guest, forms, forms_of }) {
  if (guest !== undefined) {
    const signedIn = user && user.id !== guest?.id ? user : null;
    return { account: signedIn, guest, formsOf: forms_of ?? { account: signedIn ? forms : [], guest: guest ? forms : [] } };
  }
  const isGuest = user?.role === "walker"; // a host by code is taken for an account there, until the server is a newer one
  const [account, walker] = isGuest ? [null, user] : [user, null];
  return { account, guest: walker, formsOf: { account: isGuest ? [] : forms, guest: isGuest ? forms : [] } };
}

/** Somebody signed out on purpose: the next one starts afresh; what was left waits for its owner. */
export async function forget() {
  await write(["meta"], async (meta) => {
    const known = await meta.get("here");
    if (known) await meta.put({ ...known, account: null, formsOf: { ...known.formsOf, account: [] }, ended: false }, "here");
  });
  tell();
}

/** What was written before anybody joined belongs to the first one who does; a contact, to the first counsellor. */
async function adoptDrafts() {
  const mine = {};
  for (const form of ["observation", "attendance", "contact", "recheck"]) mine[form] = await owner(form);
  const { forms } = await person();
  const isTheirs = ({ owner: of, form }) => of === "phone" && (form !== "contact" || forms.includes(form));
  return write(["drafts", "queue"], async (drafts, queue) => {
    for (const draft of (await drafts.getAll()).filter(isTheirs)) {
      const who = mine[draft.form];
      const key = draftKey(who, draft.form, draft.instance);
      if (await drafts.get(key)) continue; // theirs is newer; the other stays
      await drafts.delete(draft.key);
      await drafts.put({ ...draft, key, owner: who });
    }
    for (const record of (await queue.getAll()).filter(isTheirs)) await queue.put({ ...record, owner: mine[record.form] });
  });
}

export const draftKey = (who, form, instance) => `${who}/${form}/${instance}`;

/* What proves who the guest is, to a server that has forgotten */

const PROOFS = ["secret", "codes", "proven"];

/** The phone's secret: 32 random bytes, as 43 characters of base64url. It goes to the server at joining only. */
export const secret = () =>
  write(["meta"], async (meta) => {
    const known = await meta.get("secret");
    if (known) return known;
    const bytes = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32)));
    const made = btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    await meta.put(made, "secret");
    return made;
  });

/** The codes that the guest joined with, and until when each may be sent for: [{code, until, refused: a generation or null}]. */
const codes = async () => (await read("meta", "codes")) ?? [];

/** Remember them as the server told them; those that it no longer knows stay, and a typed one is tried again. */
export async function rememberCodes(now) {
  if (!now?.length) return;
  await write(["meta"], async (meta) => {
    const known = new Map(((await meta.get("codes")) ?? []).map((one) => [one.code, one]));
    for (const { code, until } of now) known.set(code, { code, until, refused: null });
    await meta.put([...known.values()], "codes");
  });
}

/** Those that may still let the phone in by itself on this generation of the server. */
export const codesToTry = async (generation) =>
  (await codes()).filter(({ until, refused }) => until >= danishDay() && refused !== generation).map(({ code }) => code);

/** These let nobody in on this generation of the server: they are not tried again by themselves. */
export const noteRefused = (refused, generation) =>
  write(["meta"], async (meta) => {
    const all = (await meta.get("codes")) ?? [];
    await meta.put(all.map((one) => (refused.includes(one.code) ? { ...one, refused: generation } : one)), "codes");
  });

/** Whether the phone keeps anything of its guest: records, sent ones too, drafts, facts of a walk. */
export async function holdsGuest() {
  const kept = [...(await readAll("queue")), ...(await readAll("drafts"))].some((one) => one.owner === GUEST);
  return kept || Object.values((await read("meta", `walks/${GUEST}`)) ?? {}).some(({ changes }) => Object.keys(changes ?? {}).length > 0);
}

/** Which guest the secret made of this phone, as the server last said; what it kept under another one is to be brought along. */
export const provenGuest = () => read("meta", "proven");
export const setProvenGuest = (id) => write(["meta"], (meta) => meta.put(id, "proven"));

/** Nothing is left to prove: whoever comes next is somebody else to the server. What was received stays on the list. */
export async function renewSecret() {
  if (!(await read("meta", "secret"))) return;
  await write(["meta"], async (meta) => {
    for (const key of PROOFS) await meta.delete(key);
    await forgetGuest(meta);
  });
}

/** The guest's part is over: everything of it goes, and the phone is somebody else from now on. Nothing unsent is ever among it. */
export async function leaveGuest() {
  await write(["queue", "receipts", "drafts", "photos", "meta"], async (queue, receipts, drafts, photos, meta) => {
    for (const one of (await queue.getAll()).filter(({ owner: of }) => of === GUEST)) {
      for (const { id } of Array.isArray(one.photos) ? one.photos : []) await photos.delete(id);
      await queue.delete(one.id);
    }
    for (const one of (await receipts.getAll()).filter(({ owner: of }) => of === GUEST)) await receipts.delete(one.id);
    for (const one of (await drafts.getAll()).filter(({ owner: of }) => of === GUEST)) await drafts.delete(one.key);
    for (const key of await meta.getAllKeys()) {
      if (String(key).endsWith(`/${GUEST}`) || PROOFS.includes(key)) await meta.delete(key);
    }
    await forgetGuest(meta);
  });
  tell();
}

async function forgetGuest(meta) {
  const known = await meta.get("here");
  if (known) await meta.put({ ...known, guest: null, formsOf: { ...known.formsOf, guest: [] }, lost: false, shutOut: false }, "here");
}
