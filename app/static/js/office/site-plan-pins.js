/** In the office: a click on the plan's picture fills in a spot's two numbers. Without script they are typed. */
import { spotOn } from "../shared/dom.js";

const PAIR = /^\D*?([-−]?\d+(?:[.,]\d+)?)\D+?([-−]?\d+(?:[.,]\d+)?)\D*$/;

const control = (spot, part) => spot.querySelector(`input[name$="${part}"]`);
const number = (input) => (input.value.trim() === "" ? NaN : Number(input.value.replace(",", ".")));
const written = (share) => String(Math.round(share * 1e4) / 1e4).replace(".", ",");
const button = (spot) => spot.querySelector("[data-set]");

/** Maps on the web copy both degrees at once. */
function split(event) {
  const found = event.clipboardData.getData("text").match(PAIR);
  if (!found || !event.target.name.endsWith("latitude")) return;
  event.preventDefault();
  const other = control(event.target.closest("[data-plan-spot]"), "longitude");
  [event.target.value, other.value] = found.slice(1).map((text) => text.replace(".", ","));
}

/** A picture with the spots that can be set on it: a plan's known points one after the other, or one answer. */
function wire(picture) {
  const scope = picture.closest(".plan-pins, .question");
  const spots = [...scope.querySelectorAll("[data-plan-spot]")];
  const hint = scope.querySelector("[data-plan-hint]");
  let chosen = null;

  /** The mark stands where the two numbers say; nowhere while they say nothing. */
  function show(spot) {
    const mark = picture.querySelector(`[data-mark="${spot.dataset.planSpot}"]`);
    const [x, y] = ["x", "y"].map((part) => number(control(spot, part)));
    const isSet = [x, y].every((share) => share >= 0 && share <= 1);
    mark.setAttribute("visibility", isSet ? "visible" : "hidden");
    if (!isSet) return;
    mark.setAttribute("x", `${x * 100}%`);
    mark.setAttribute("y", `${y * 100}%`);
  }

  // Two known points are enough; a third is asked for only by its own button.
  const isUnset = (spot) => control(spot, "x").value.trim() === "";
  const next = () => (hint ? (spots.slice(0, 2).find(isUnset) ?? null) : spots[0]);

  /** The next click on the picture is for this spot; null: for nothing. */
  function choose(spot) {
    chosen = spot;
    for (const each of spots) button(each)?.setAttribute("aria-pressed", each === spot);
    picture.classList.toggle("aiming", spot !== null);
    if (!hint) return;
    hint.hidden = spot === null;
    if (spot) hint.textContent = `Klik på planen, hvor punkt ${spot.dataset.planSpot} er.`;
  }

  for (const spot of spots) {
    spot.addEventListener("input", () => show(spot));
    spot.addEventListener("paste", split);
    show(spot);
    const set = button(spot);
    if (!set) continue;
    set.hidden = false;
    set.addEventListener("click", () => {
      choose(spot === chosen ? null : spot);
      picture.scrollIntoView({ block: "nearest" });
    });
  }
  picture.addEventListener("click", (event) => {
    if (!chosen) return;
    const { x, y } = spotOn(picture.querySelector("img"), event);
    control(chosen, "x").value = written(x);
    control(chosen, "y").value = written(y);
    show(chosen);
    choose(next());
  });
  choose(next());
}

document.querySelectorAll("[data-plan-picture]").forEach(wire);
