/** The page in the place of one that is not on the phone. A join link that is opened without a network is kept, and joined later. */
import { byId, reveal } from "../shared/dom.js";
import { keepCode, keptCodes } from "./identity.js";
import * as store from "./store.js";

const JOIN = /^\/join(?:\/([^/]*))?\/?$/;

/** The code in the address, as it stands there; "" where the page would ask for it, null on any other page. */
function codeInAddress() {
  const found = JOIN.exec(location.pathname);
  if (!found) return null;
  try {
    return decodeURIComponent(found[1] ?? "");
  } catch {
    return found[1];
  }
}

export async function start() {
  const code = codeInAddress();
  if (code === null) return;
  const form = byId("keep");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.elements.code.value.trim()) keep(form.elements.code.value);
  });
  if (code) await keep(code);
  else reveal({ "not-here": false, joining: true, keep: true });
}

/** From the moment on that the server has heard of it, the front page says what came of it. */
async function keep(code) {
  await keepCode(code);
  reveal({ "not-here": false, joining: true, keep: false, "code-kept": true });
  store.subscribe(async () => (await keptCodes()).waits === 0 && location.replace("/"));
}
