/** Who is here: an account, to whose id records belong, and the guest that this phone is; theirs belong to the word "guest". */
import { base64, danishDay } from "./times.js";
import { changeEach, read, readAll, tell, write, writeAndTell } from "./database.js";
import { alone, GUEST, UNCLAIMED } from "./owners.js";
import { deletePictures, deleteRecord } from "./photo-store.js";

export { GUEST, UNCLAIMED } from "./owners.js";

const OUT = { account: "ended", guest: "lost" }; // what is said of each when the session is over
const NOBODY = { ...alone(null, [], false), ended: false, lost: false, shutOut: false };
const PROOFS = ["secret", "codes", "proven"]; // of who the guest is, to a server that has forgotten
// What comes with a form of the other name.
const RIGHT = { recheck: "observation" };
export const draftKey = (who, form, instance) => `${who}/${form}/${instance}`;

/** → {account, guest: each {id, name, role} or null, formsOf: of each, ended, lost: their sessions are over, shutOut, user, forms} */
export async function person() {
  const known = told((await read("meta", "here")) ?? NOBODY);
  const { account, guest, formsOf } = known;
  return { ...known, user: account ?? guest, forms: [...new Set([...formsOf.account, ...formsOf.guest])] };
}

/** What the cookie says comes with the very answer that signs in, joins, signs out or leaves: the network may go right after. */
function told(known) {
  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const parts = (cookie("__Host-feltbog_both") ?? cookie("feltbog_both"))?.split("/"); // over HTTPS, on a developer's machine
  if (parts?.length !== 4) return known;
  const now = { ...known, formsOf: { ...known.formsOf } };
  for (const [who, id, forms] of [["account", parts[0], parts[1]], ["guest", parts[2], parts[3]]]) {
    if (id === "-" || id === (known[who]?.id ?? "")) continue;
    now[who] = id ? { id, name: "", role: "" } : null;
    now.formsOf[who] = forms.split("+").filter(Boolean);
    now[OUT[who]] = false;
  }
  return now;
}

/** Whose queue a page shows: an account's id, "guest", "phone" before anybody joined; of a form, the guest's where only they may send it. */
export const owner = async (form = null) => ownerOf(await person(), form);

function ownerOf({ account, guest, formsOf }, form) {
  const may = (forms) => forms.includes(RIGHT[form] ?? form);
  if (account && !(form && guest && may(formsOf.guest) && !may(formsOf.account))) return account.id;
  return guest ? GUEST : UNCLAIMED;
}

/** Everybody whose records are at home here: the account that is signed in, and this phone's guest. */
export const owners = async () => [...new Set([await owner(), GUEST])];

/** Remember an answer of /api/session. A session that merely ended changes nobody: the same person goes on capturing. */
export async function setPerson(said) {
  const before = await person();
  const heard = divided(said);
  const now = { formsOf: {}, shutOut: said.shut_out === true };
  for (const who of ["account", "guest"]) {
    now[who] = heard[who] ?? before[who];
    now.formsOf[who] = (heard[who] ? heard : before).formsOf[who];
    now[OUT[who]] = !heard[who] && before[who] !== null;
  }
  // Nearly every answer says what the last one said: the disk need not hear of it.
  if (Object.keys(now).every((name) => JSON.stringify(now[name]) === JSON.stringify(before[name]))) return;
  const isNamed = (one) => one.owner === heard.guest?.id; // records of an earlier release may be called by this very guest's id
  await write(["meta", "queue", "receipts"], async (meta, ...stores) => {
    await meta.put(now, "here");
    if (now.account?.role) await meta.put(now.account.role, `role/${now.account.id}`);
    for (const store of stores) await changeEach(store, isNamed, (one) => ({ ...one, owner: GUEST }));
  });
  if (heard.account || heard.guest) await adoptDrafts();
  tell({ saved: true });
}

/** {account, guest, formsOf} of an answer. One without `guest` is an older server's, which names one of them alone. */
export function divided({ user, guest, forms, forms_of }) {
  // A host by code is taken for an account there, until the server is a newer one.
  if (guest === undefined) return alone(user, forms, user?.role === "walker");
  const account = user && user.id !== guest?.id ? user : null;
  return { account, guest, formsOf: forms_of ?? { account: account ? forms : [], guest: guest ? forms : [] } };
}

/** What was written before anybody joined belongs to the first one who does; a contact, to the first counsellor. */
async function adoptDrafts() {
  const here = await person();
  const isTheirs = ({ owner: of, form }) => of === UNCLAIMED && (form !== "contact" || here.forms.includes(form));
  const adopted = (one) => ({ ...one, owner: ownerOf(here, one.form) });
  return write(["drafts", "queue"], async (drafts, queue) => {
    for (const draft of (await drafts.getAll()).filter(isTheirs).map(adopted)) {
      const key = draftKey(draft.owner, draft.form, draft.instance);
      const theirs = await drafts.get(key);
      if (theirs && theirs.id !== draft.id) continue; // of an earlier release, which named them all alike: both stay
      await drafts.delete(draft.key);
      if (!theirs || theirs.updated_at < draft.updated_at) await drafts.put({ ...draft, key });
    }
    await changeEach(queue, isTheirs, adopted);
  });
}

/** Within a transaction: there is no account or no guest here any more. */
async function away(meta, who) {
  const known = await meta.get("here");
  if (!known) return;
  const shutOut = who === "account" && known.shutOut;
  await meta.put({ ...known, [who]: null, formsOf: { ...known.formsOf, [who]: [] }, [OUT[who]]: false, shutOut }, "here");
}

/** Who must sign in for what somebody left here: a role, "other" where it was never heard. */
export const roleOf = async ({ owner: of, form }) => (await read("meta", `role/${of}`)) ?? (form === "contact" ? "counsellor" : "other");

/** Somebody signed out on purpose: the next one starts afresh; what was left waits for its owner. */
export const forget = () => writeAndTell(["meta"], (meta) => away(meta, "account"));

/** The phone's secret: 32 random bytes, as 43 characters of base64url. It goes to the server at joining only. */
export const secret = () =>
  write(["meta"], async (meta) => {
    const known = await meta.get("secret");
    if (known) return known;
    const made = base64(crypto.getRandomValues(new Uint8Array(32))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    await meta.put(made, "secret");
    return made;
  });

/**
 * The codes that the guest joined with, and until when each may be sent for: [{code, until, refused: a generation or null}]. One that
 * was read without a network has no `until` before the server has said what it is, and then perhaps the `reason` why it is refused.
 */
const changeCodes = (how) => write(["meta"], async (meta) => meta.put(how((await meta.get("codes")) ?? []), "codes"));

/** Remember them as the server told them; those that it no longer knows stay, and a typed one is tried again. */
export async function rememberCodes(now) {
  if (!now?.length) return;
  const fresh = now.map(({ code, until }) => [code, { code, until, refused: null }]);
  await changeCodes((known) => [...new Map([...known.map((one) => [one.code, one]), ...fresh]).values()]);
}

/** Those that may still let the phone in by itself on this generation of the server. */
export async function codesToTry(generation) {
  const known = (await read("meta", "codes")) ?? [];
  return known.filter(({ until, refused }) => (until ?? danishDay()) >= danishDay() && refused !== generation).map(({ code }) => code);
}

const isKept = ({ until }) => until === null;

/** What came of these: what let nobody in on this generation of the server is not tried again by itself; of a code that did, the server tells. */
export async function noteTried(codes, refused, generation) {
  const reasons = new Map(refused.map(({ code, reason }) => [code, reason]));
  const noted = (one) => ({ ...one, refused: generation, reason: reasons.get(one.code) });
  const isDone = (one) => isKept(one) && codes.includes(one.code) && !reasons.has(one.code);
  await changeCodes((known) => known.filter((one) => !isDone(one)).map((one) => (reasons.has(one.code) ? noted(one) : one)));
  tell();
}

/** Keep a code that was read or typed without a network, as it stands there: the server will say what it is. */
export const keepCode = (code) =>
  changeCodes((known) => [...known.filter((one) => one.code !== code), { code, until: null, refused: null }]);

/** Those that nobody has joined with yet: {waits: how many the server has not heard, refused: [{code, reason}]}. */
export async function keptCodes() {
  const kept = ((await read("meta", "codes")) ?? []).filter(isKept);
  return { waits: kept.filter(({ refused }) => refused === null).length, refused: kept.filter(({ refused }) => refused !== null) };
}

/** The person has read that some were refused, or types another one. */
export async function forgetRefused() {
  await changeCodes((known) => known.filter((one) => !isKept(one) || one.refused === null));
  tell();
}

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
    await away(meta, "guest");
  });
}

/** The guest's part is over: everything of it goes, and the phone is somebody else from now on. Nothing unsent is ever among it. */
export const leaveGuest = () =>
  writeAndTell(["queue", "receipts", "drafts", "photos", "meta"], async (queue, receipts, drafts, photos, meta) => {
    const isGuests = ({ owner: of }) => of === GUEST;
    for (const one of (await queue.getAll()).filter(isGuests)) await deleteRecord(queue, photos, one);
    for (const one of (await drafts.getAll()).filter(isGuests)) await deletePictures(photos, one);
    await changeEach(receipts, isGuests);
    await changeEach(drafts, isGuests);
    for (const key of await meta.getAllKeys()) if (key.endsWith(`/${GUEST}`) || PROOFS.includes(key)) await meta.delete(key);
    await away(meta, "guest");
  });
