/** *Ret tal*: choose a counter, or press long on it, and type the right number. What is stored is the difference. */
import { ask, byId, element, say } from "../shared/dom.js";
import { problem } from "./form-behaviour.js";
import { word } from "./words.js";

const LONG = 600; // ms
const BESIDE_KEYBOARD = 0.65; // of the screen: no more is left when one is up

const [choosing, typing] = [byId("choose-counter"), byId("type-number")];
const input = typing.querySelector("input");
let counters = [];
let counter = null; // whose number is being typed
let tally = null; // {now: the number of a counter, put: what takes a change}
let pressing = null; // the timer of a press that may become long
let isLong = false; // the click that ends it is no tap

export function wire(all, how) {
  [counters, tally] = [all, how];
  for (const one of all) onLongPress(one, () => type(one));
  input.addEventListener("input", draw);
  typing.querySelector("form").addEventListener("submit", store);
  typing.querySelector("[data-keep]").addEventListener("click", close);
  typing.addEventListener("close", () => (isLong = false));
  visualViewport.addEventListener("resize", fit);
}

/** Ask which number is wrong, then for the right one. */
export async function correct() {
  const button = (one) => {
    const { question, name } = one.dataset;
    return element("button", { type: "submit", className: "button wide", value: question }, element("span", { textContent: name }), element("strong", { textContent: tally.now(one) }));
  };
  choosing.querySelector("[data-counters]").replaceChildren(...counters.map(button));
  const chosen = await ask(choosing);
  const one = counters.find(({ dataset }) => dataset.question === chosen);
  if (one) type(one);
}

function type(one) {
  counter = one;
  input.value = "";
  say(typing, { name: one.dataset.name });
  draw();
  typing.showModal();
  fit();
  input.focus();
}

export function close() {
  choosing.close();
  typing.close();
}

/** Digits of every script; a whole number, or what was typed where it is none. */
function typed() {
  const text = input.value.normalize("NFKC").replace(/\s/g, "");
  // Each script has its ten digits in a row, from its zero on.
  const western = text.replace(/\p{Nd}/gu, (digit) => {
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - before - 1))) before += 1;
    return before % 10;
  });
  return /^\d{1,9}$/.test(western) ? Number(western) : western;
}

/** The number that stands there now may change while somebody types: another tab counts too. */
export function draw() {
  if (!counter) return;
  const [now, wanted] = [tally.now(counter), typed()];
  const message = wanted === "" ? null : problem(counter, { [counter.dataset.question]: wanted });
  const isNumber = wanted !== "" && message === null;
  const by = isNumber ? wanted - now : 0;
  say(typing, {
    now,
    set: isNumber ? word("correct.set", { n: wanted }) : word("correct.none"),
    keep: word("correct.keep", { n: now }),
    difference: by ? word(by < 0 ? "correct.fewer" : "correct.more", { n: Math.abs(by) }) : "",
    message: message ?? "",
  });
  typing.querySelector("[data-asked]").hidden = by === 0;
  typing.querySelector(".error").hidden = message === null;
  input.setAttribute("aria-invalid", message !== null);
}

function store(event) {
  const wanted = typed();
  const { question, least, most } = counter.dataset;
  if (wanted === "" || problem(counter, { [question]: wanted })) {
    event.preventDefault();
    input.focus();
    return;
  }
  const by = wanted - tally.now(counter);
  if (by) tally.put({ question, by, to: wanted, least: Number(least), most: Number(most) });
}

/** With the keyboard up, the sheet is a page: what is fixed at the bottom may lie behind the keys. */
function fit() {
  typing.classList.toggle("page", visualViewport.height < BESIDE_KEYBOARD * screen.height);
}

/** Whether the finger that is lifted now has pressed long. */
export const wasLong = () => isLong;

function onLongPress(one, work) {
  const off = () => clearTimeout(pressing);
  one.addEventListener("pointerdown", ({ button }) => {
    off();
    isLong = false;
    if (button === 0) pressing = setTimeout(() => {
      isLong = true;
      work();
    }, LONG);
  });
  for (const ended of ["pointerup", "pointercancel", "pointerleave"]) one.addEventListener(ended, off);
  one.addEventListener("contextmenu", (event) => event.preventDefault());
}
