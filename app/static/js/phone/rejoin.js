/** A phone that the server has forgotten says who it is: with its secret, and the codes that it remembers. */
import { noteRefused, secret, setProvenGuest } from "./identity.js";
import { hear, post } from "./session.js";

const MOST = 20; // codes in one request

/** One try, silently; what comes of it is in `session()` afterwards. Codes that were refused wait for another server. */
export async function join(codes) {
  const answer = await post("/api/join", { phone: await secret(), codes: codes.slice(-MOST) });
  // 404: an older server, where the form is the only way. Anything else is tried again at the next occasion.
  if (answer?.status !== 200 || !(await hear(answer.body))) return;
  const refused = (answer.body.refused ?? []).map(({ code }) => code);
  if (refused.length) await noteRefused(refused, answer.body.server.generation);
  if (answer.body.guest) await setProvenGuest(answer.body.guest.id);
}
