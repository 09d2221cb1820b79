/** Where it is: the phone's position, a spot on the plan, the place in words. Any one of them is enough. */
import { read, write } from "../shared/answers.js";
import { degrees, isRough, place } from "./position.js";
import { address } from "./site-plan-pictures.js";

const MOST_CHIPS = 4;

/**
 * Wire the questions of a form that say where: `changed` is called when the person answers one, `found` when the
 * phone finds itself. → {begin, show, offer, isRough}, or null where the form asks nothing of the kind
 */
export function where(form, { changed, found }) {
  const [point, plan, words] = ["[data-kind=point]", "[data-kind=plan]", "[data-required-without]"].map((one) => form.querySelector(one));
  if (!point) return null;
  let current = null; // the plan that the reference announces

  const position = place(point, found);
  const shown = plan.querySelector(".plan-shown");
  const dialog = plan.querySelector("dialog");

  /** What the pins make of a spot; null on a plan without any. */
  const positionOf = ({ x, y }) => {
    if (!current?.position) return null;
    const { latitude, longitude, accuracy } = current.position;
    const [north, east] = [latitude, longitude].map(([from, across, down]) => degrees(from + x * across + y * down));
    return { latitude: north, longitude: east, accuracy };
  };

  function showSpot() {
    const spot = read(plan);
    plan.toggleAttribute("data-there", Boolean(current ?? spot));
    shown.hidden = !spot;
    plan.querySelector(".plan-open").hidden = Boolean(spot);
    if (!spot) return;
    const picture = shown.querySelector("img");
    if (!picture.src.endsWith(address(spot.plan))) picture.src = address(spot.plan);
    for (const part of ["x", "y"]) shown.style.setProperty(`--${part}`, spot[part]);
  }

  async function pointAt() {
    const before = read(plan);
    const id = current?.id ?? before?.plan;
    const { choose } = await import("./site-plan.js");
    const spot = await choose(dialog, {
      picture: address(id),
      spot: before?.plan === id ? before : null,
      here: isRough(position.measured()) ? null : position.measured(),
      position: current?.position,
    });
    if (!spot) return;
    write(plan, { plan: id, ...spot });
    const follows = positionOf(spot);
    if (follows) position.pointed(follows);
    showSpot();
    changed();
  }

  /** Take the spot back, and the position that came with it. */
  function forget() {
    if (!read(plan)) return;
    write(plan, undefined);
    if (current?.position) write(point, undefined);
    showSpot();
    changed();
  }

  plan.addEventListener("click", ({ target }) => {
    if (target.closest("[data-action=plan]")) pointAt();
    if (!target.closest("[data-action=unplan]")) return;
    forget();
    position.begin();
  });
  shown.querySelector("img").addEventListener("load", ({ target }) =>
    shown.style.setProperty("--ratio", target.naturalHeight / target.naturalWidth));

  return {
    begin: () => position.begin(),
    isRough: (answers) => isRough(answers.position) && !answers.plan && !answers.place,
    /** Show the answers that are there. */
    show(answers) {
      if (answers.plan && answers.position) position.pointed(answers.position);
      else position.show(answers.position);
      showSpot();
    },
    /** The reference has come: its plan, and places to suggest; `used` were written on this phone, the newest first. */
    offer({ plan: announced, places = [] }, used) {
      current = announced ?? null;
      if (current) position.planIsThere();
      if (current && !current.position) position.show(read(point)); // measured, whatever was pointed at
      showSpot();
      suggest(words, [...new Set(used)], places, changed);
    },
  };
}

/** Places used before as chips below the text, all that are known while the person writes; anything else may be written. */
function suggest(question, used, places, changed) {
  const input = question.querySelector("input");
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  list.append(...[...new Set([...used, ...places])].map((name) => new Option(name, name)));
  const chips = question.querySelector(".used-places") ?? document.createElement("div");
  chips.className = "used-places";
  chips.replaceChildren(...used.slice(0, MOST_CHIPS).map(chip));
  question.querySelector("datalist")?.remove();
  input.after(list, chips);
  input.setAttribute("list", list.id);

  function chip(name) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: name });
    button.addEventListener("click", () => {
      input.value = name;
      changed();
    });
    return button;
  }
}
