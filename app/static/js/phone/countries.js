/** The countries of a tally: frequent and chosen ones as chips, every other one found by a name, in Danish or as people from there write it. */
import { element, say } from "../shared/dom.js";
import { word } from "./words.js";

const MOST = 8; // that are suggested at a time
// What a keyboard without them writes for æ ø å ä ö ü: two letters, or one.
const TWO = { "\u00e6": "ae", "\u00f8": "oe", "\u00e5": "aa", "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue" };
const ONE = { "\u00e6": "a", "\u00f8": "o" };
// Letters that no mark makes, œ ß đ ł ı ə, and of the Arabic script those that keyboards have apart.
const LETTERS = {
  "\u0153": "oe", "\u00df": "ss", "\u0111": "d", "\u0142": "l", "\u0131": "i", "\u0259": "a",
  "\u06cc": "\u064a", "\u0649": "\u064a", "\u06d2": "\u064a", "\u06d0": "\u064a", "\u06ce": "\u064a", "\u06a9": "\u0643", "\u06af": "\u0643",
  "\u0629": "\u0647", "\u06c1": "\u0647", "\u06be": "\u0647", "\u06c6": "\u0648",
};
const OUTSIDE = /[\p{M}\p{Cf}\u0640'`\u00b4\u02bb\u02bc\u2018\u2019]/gu; // marks, joiners, apostrophes

/** Without case, accents, marks and signs: what two spellings of a name have in common, in each of the two ways. */
const plain = (text) =>
  [TWO, ONE].map((way) => {
    const known = { ...LETTERS, ...way };
    const letters = [...text.normalize("NFC").toLowerCase()].map((letter) => known[letter] ?? letter);
    return letters.join("").normalize("NFKD").replace(OUTSIDE, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  });

/** How well a name fits: the whole of it 0, its start 1, the start of a word in it 2, anything in it 3; else Infinity. */
function rank(name, wanted) {
  const fits = [name === wanted, name.startsWith(wanted), ` ${name}`.includes(` ${wanted}`), name.includes(wanted)];
  return fits.includes(true) ? fits.indexOf(true) : Infinity;
}
const bestRank = (name, wanted) => Math.min(...name.map((form, way) => rank(form, wanted[way])));

/** Wire the question's search. → how to show the chosen ones: those that have no chip yet get one */
export function wireCountries(picker) {
  const part = (selector) => picker.querySelector(selector);
  const [chips, list, search] = [part("[data-chips]"), part("[data-list]"), part("input[type=search]")];
  const names = Object.entries(JSON.parse(part("[data-names]").textContent)).map(([code, all]) => ({ code, all: all.split("|") }));
  const nameOf = (wanted) => names.find(({ code }) => code === wanted)?.all[0] ?? wanted;
  const has = (code) => chips.querySelector(`[value="${code}"]`) !== null;
  let found = null; // the names as they are compared; made when somebody looks for one

  /** Where it is found by another name than it has here, that stands beside it. */
  const chip = (code, also = "") => {
    const input = element("input", { type: "checkbox", name: picker.dataset.question, value: code });
    return element("label", { className: "chip" }, input, nameOf(code), also && element("bdi", { className: "also", textContent: also }));
  };

  function fitting(wanted) {
    found ??= names.map((one) => ({ ...one, plain: one.all.map(plain) }));
    const ranked = found.flatMap(({ code, all, plain: plainly }) => {
      const ranks = plainly.map((name) => bestRank(name, wanted));
      const best = Math.min(...ranks);
      return best === Infinity ? [] : [{ code, best, also: all[ranks.indexOf(best)] }];
    });
    return ranked.sort((a, b) => a.best - b.best);
  }

  function suggest() {
    const forms = plain(search.value);
    const wanted = forms[0] !== "";
    const all = wanted ? fitting(forms) : [];
    const best = all.filter(({ code }) => !has(code)).slice(0, MOST);
    list.replaceChildren(...best.map(({ code, also }) => chip(code, also === nameOf(code) ? "" : also)));
    say(picker, { found: wanted ? word(best.length ? "countries.found" : "countries.none", { n: best.length }) : "" });
    const already = all.find(({ code }) => has(code));
    if (wanted && best.length === 0) list.textContent = already ? word("countries.already", { name: nameOf(already.code) }) : word("countries.none_named");
  }

  search.addEventListener("input", (event) => {
    event.stopPropagation(); // what is being looked for is no answer
    suggest();
  });
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.addEventListener("input", ({ target }) => {
    target.closest("label").querySelector(".also")?.remove();
    chips.append(target.closest("label"));
    search.value = "";
    suggest();
    search.focus();
  });
  return (codes) => {
    chips.append(...codes.filter((code) => !has(code)).map((code) => chip(code)));
    for (const input of chips.querySelectorAll("input")) input.checked = codes.includes(input.value);
  };
}
