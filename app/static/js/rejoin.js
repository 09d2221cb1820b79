/** A phone that the server has forgotten says who it is: with its secret, and the codes that it remembers. */
import { codes, holdsGuest, noteRefused, renewSecret, secret, setProvenGuest } from "./identity.js";
import { call, hear, session } from "./session.js";
import { danishDay } from "./words.js";

const MOST = 20; // codes in one request

/** One try, silently; what comes of it is in `session()` afterwards. Codes that have been refused wait for another server. */
export async function rejoin() {
  const { generation } = session().server;
  const remembered = (await codes()).filter(({ until, refused }) => until >= danishDay() && refused !== generation);
  await join(remembered.slice(-MOST).map(({ code }) => code));
  if (!session().guest && remembered.length === 0 && !(await holdsGuest())) await renewSecret();
}

/** Ask to be let in by these codes. → whether the guest is here now */
export async function join(wanted) {
  const answer = await call("/api/join", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": session().csrf_token },
    body: JSON.stringify({ phone: await secret(), codes: wanted }),
  });
  // 404: an older server, where the form is the only way. Anything else is tried again at the next occasion.
  if (answer?.status !== 200 || !(await hear(answer.body))) return false;
  const refused = (answer.body.refused ?? []).map(({ code }) => code);
  if (refused.length) await noteRefused(refused, answer.body.server.generation);
  if (answer.body.guest) await setProvenGuest(answer.body.guest.id);
  return answer.body.guest !== null;
}
