/** The plan on the full screen: a tap sets a mark, which can be moved; buttons, two fingers and keys make it larger. */

const MOST = 6; // times the size at which all of it is seen
const STEP = 1.6;
const NEAR = 2.5; // what one begins with where the phone knows the place
const KEYS = { ArrowLeft: [-0.01, 0], ArrowRight: [0.01, 0], ArrowUp: [0, -0.01], ArrowDown: [0, 0.01] };
const METRES = 111_195; // a degree of latitude

const round = (share) => Math.round(Math.min(Math.max(share, 0), 1) * 1e4) / 1e4;

/** Where a position lies on a plan whose pins say `latitude` and `longitude`, and how wide its circle is; shares of the width. */
function spotOf(here, { latitude: [north, a, b], longitude: [east, c, d] }) {
  const [up, along] = [here.latitude - north, here.longitude - east];
  const determinant = a * d - b * c;
  const wide = METRES * Math.hypot(a, c * Math.cos((here.latitude * Math.PI) / 180));
  return { x: (up * d - b * along) / determinant, y: (a * along - up * c) / determinant, size: (2 * here.accuracy) / wide };
}

/**
 * Let the person point. picture: its address; spot: {x, y} to begin with, or null; here: the phone's position, shown
 * where `position` (what the plan's pins say) is known. → {x, y}, or null when they changed their mind
 */
export function choose(dialog, { picture, spot, here, position }) {
  const view = dialog.querySelector(".plan-view");
  const sheet = dialog.querySelector(".plan-sheet");
  const image = dialog.querySelector("img");
  const mark = dialog.querySelector(".plan-mark");
  const self = dialog.querySelector(".plan-here");
  const line = dialog.querySelector(".bar-line");
  const listening = new AbortController();
  const on = (target, type, work, more) => target.addEventListener(type, work, { signal: listening.signal, ...more });
  let chosen = null;
  let zoom = 1;

  const put = (element, { x, y }) => {
    element.hidden = false;
    element.style.left = `${x * 100}%`;
    element.style.top = `${y * 100}%`;
  };
  function point(x, y) {
    chosen = { x: round(x), y: round(y) };
    put(mark, chosen);
    say("Tryk igen for at flytte det", "ready");
  }
  function say(words, state) {
    line.textContent = words;
    line.dataset.state = state;
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

  function ready() {
    scale(1);
    if (spot) point(spot.x, spot.y);
    const at = here && position ? spotOf(here, position) : null;
    const isOnIt = at && Math.min(at.x, at.y) >= 0 && Math.max(at.x, at.y) <= 1;
    if (isOnIt) {
      put(self, at);
      self.style.setProperty("--size", `${at.size * 100}%`);
    }
    if (spot || isOnIt) lookAt(spot ?? at);
  }

  function lookAt({ x, y }) {
    scale(NEAR);
    view.scrollLeft = sheet.offsetWidth * x - view.clientWidth / 2;
    view.scrollTop = sheet.offsetHeight * y - view.clientHeight / 2;
  }

  function tap({ clientX, clientY }) {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    point((clientX - left) / width, (clientY - top) / height);
  }

  function key(event) {
    const move = KEYS[event.key];
    if (move) point((chosen?.x ?? 0.5) + move[0], (chosen?.y ?? 0.5) + move[1]);
    else if (event.key === "+") scale(zoom * STEP);
    else if (event.key === "-") scale(zoom / STEP);
    else return;
    event.preventDefault();
  }

  /* Two fingers. One scrolls by itself. */
  let fingers = null;
  const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  function pinch(event) {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const [one, other] = event.touches;
    fingers ??= { apart: apart(event.touches), zoom };
    scale((fingers.zoom * apart(event.touches)) / fingers.apart, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
  }

  return new Promise((resolve) => {
    on(sheet, "click", tap);
    on(view, "keydown", key);
    on(view, "touchmove", pinch, { passive: false });
    on(view, "touchend", () => (fingers = null));
    on(window, "resize", () => scale(zoom));
    on(dialog.querySelector("[data-zoom=in]"), "click", () => scale(zoom * STEP));
    on(dialog.querySelector("[data-zoom=out]"), "click", () => scale(zoom / STEP));
    on(dialog.querySelector("[data-action=cancel]"), "click", () => dialog.close());
    on(dialog.querySelector("[data-action=use]"), "click", () =>
      chosen ? dialog.close("use") : say("Tryk først på planen, hvor det er", "missing"));
    on(dialog, "close", () => {
      listening.abort();
      resolve(dialog.returnValue === "use" ? chosen : null);
    });
    on(image, "load", ready);
    on(image, "error", () => say("Planen er ikke på telefonen endnu. Skriv stedet i stedet.", "wrong"));
    mark.hidden = self.hidden = true;
    say("Tryk på planen, hvor det er", "missing");
    dialog.returnValue = "";
    dialog.showModal();
    view.focus();
    image.src = picture;
    if (image.complete && image.naturalWidth) ready();
  });
}
