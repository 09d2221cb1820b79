/** The plan on the full screen: a tap sets a mark, which can be moved; buttons, two fingers and keys make it larger. */
import { ask, spotOn, tell } from "../shared/dom.js";
import { spotOf } from "./ground.js";
import { word } from "./words.js";

const MOST = 6; // times the size at which all of it is seen
const STEP = 1.6;
const NEAR = 2.5; // what one begins with where the phone knows the place
const KEYS = { ArrowLeft: [-0.01, 0], ArrowRight: [0.01, 0], ArrowUp: [0, -0.01], ArrowDown: [0, 0.01] };
const round = (share) => Math.round(Math.min(Math.max(share, 0), 1) * 1e4) / 1e4;

/** Let the person point, beginning at `spot`, else at the phone's position `here` by what the pins say (`position`). → {x, y} or null */
export async function choose(dialog, { picture, spot, here, position }) {
  const part = (selector) => dialog.querySelector(selector);
  const [view, sheet, image, line] = [".plan-view", ".plan-sheet", "img", ".bar-line"].map(part);
  const [mark, self] = [part(".plan-mark"), part(".plan-here")];
  const listening = new AbortController();
  const on = (target, type, work, more) => target.addEventListener(type, work, { signal: listening.signal, ...more });
  let chosen = null;
  let zoom = 1;

  function put(element, { x, y }) {
    element.hidden = false;
    Object.assign(element.style, { left: `${x * 100}%`, top: `${y * 100}%` });
  }
  function point({ x, y }) {
    chosen = { x: round(x), y: round(y) };
    put(mark, chosen);
    tell(line, word("plan.tap_again"), "ready");
  }

  /** All of it is seen at zoom 1. What is under (clientX, clientY), else in the middle, stays where it is. */
  function scale(to, clientX, clientY) {
    const box = view.getBoundingClientRect();
    const before = sheet.getBoundingClientRect();
    const [atX, atY] = [(clientX ?? box.left + box.width / 2), (clientY ?? box.top + box.height / 2)];
    const [shareX, shareY] = [(atX - before.left) / before.width, (atY - before.top) / before.height];
    zoom = Math.min(Math.max(to, 1), MOST);
    const fit = Math.min(view.clientWidth, (view.clientHeight * image.naturalWidth) / image.naturalHeight);
    sheet.style.width = `${fit * zoom}px`;
    const after = sheet.getBoundingClientRect();
    view.scrollLeft += after.left + shareX * after.width - atX;
    view.scrollTop += after.top + shareY * after.height - atY;
  }

  /** The picture is there: begin at the spot, else at the phone. */
  function ready() {
    scale(1);
    if (spot) point(spot);
    const at = here && position ? spotOf(here, position) : null;
    const isOnIt = at && Math.min(at.x, at.y) >= 0 && Math.max(at.x, at.y) <= 1;
    if (isOnIt) {
      put(self, at);
      self.style.setProperty("--size", `${at.size * 100}%`);
    }
    if (!spot && !isOnIt) return;
    const { x, y } = spot ?? at;
    scale(NEAR);
    view.scrollLeft = sheet.offsetWidth * x - view.clientWidth / 2;
    view.scrollTop = sheet.offsetHeight * y - view.clientHeight / 2;
  }

  function key(event) {
    const move = KEYS[event.key];
    if (move) point({ x: (chosen?.x ?? 0.5) + move[0], y: (chosen?.y ?? 0.5) + move[1] });
    else if (event.key === "+") scale(zoom * STEP);
    else if (event.key === "-") scale(zoom / STEP);
    else return;
    event.preventDefault();
  }

  /* Two fingers. One scrolls by itself. */
  let fingers = null;
  function pinch(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const [one, other] = event.touches;
    const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    fingers ??= { apart, zoom };
    scale((fingers.zoom * apart) / fingers.apart, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
  }

  on(sheet, "click", (event) => point(spotOn(sheet, event)));
  on(view, "keydown", key);
  on(view, "touchmove", pinch, { passive: false });
  on(view, "touchend", () => (fingers = null));
  on(window, "resize", () => scale(zoom));
  on(part("[data-zoom=in]"), "click", () => scale(zoom * STEP));
  on(part("[data-zoom=out]"), "click", () => scale(zoom / STEP));
  on(part("[data-action=cancel]"), "click", () => dialog.close());
  on(part("[data-action=use]"), "click", () =>
    chosen ? dialog.close("use") : tell(line, word("plan.tap_first"), "missing"));
  on(image, "load", ready);
  on(image, "error", () => tell(line, word("plan.absent"), "wrong"));
  mark.hidden = self.hidden = true;
  tell(line, word("plan.tap"), "missing");
  const asked = ask(dialog);
  view.focus();
  image.src = picture;
  if (image.complete && image.naturalWidth) ready();
  const answer = await asked;
  listening.abort();
  return answer === "use" ? chosen : null;
}
