/** Shows how to put Feltbog on the home screen, while nothing waits: an installed app on iPhone begins empty. */

const box = document.getElementById("install");
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isIPhone = /iPhone|iPad/.test(navigator.userAgent);
const isAndroid = /Android/.test(navigator.userAgent);

let prompt = null; // the browser's own offer, where it makes one
let nothingWaits = false;

export function start() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    show();
  });
  addEventListener("appinstalled", () => (box.hidden = true));
  box.querySelector("[data-action=install]").addEventListener("click", () => prompt?.prompt());
}

/** Offer it, or take the offer back when something waits. */
export function offer(isSafe) {
  nothingWaits = isSafe;
  show();
}

function show() {
  box.hidden = isInstalled || !nothingWaits || !(isIPhone || isAndroid || prompt);
  box.querySelector("[data-action=install]").hidden = prompt === null;
  box.querySelector("[data-phone=iphone]").hidden = !isIPhone;
  box.querySelector("[data-phone=android]").hidden = !isAndroid || prompt !== null;
}
