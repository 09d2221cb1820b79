/** The countries of a tally: frequent and chosen ones as chips, every other one found by a name, in Danish or as people from there write it. */
import { element, say } from "../shared/dom.js";
import { word } from "./words.js";

const MOST = 8; // that are suggested at a time
// What is written in one way is looked for in the other too: letters that no mark makes, and those that keyboards have apart.
const LETTERS = { æ: "ae", ø: "oe", å: "aa", œ: "oe", ß: "ss", đ: "d", ł: "l", ı: "i", ə: "a", ی: "ي", ى: "ي", ے: "ي", ې: "ي", ێ: "ي", ک: "ك", گ: "ك", ة: "ه", ہ: "ه", ھ: "ه", ۆ: "و" };
const ALIKE = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
const DOUBLE = { ae: "a", oe: "o", aa: "a" }; // Østrig, Oestrig and Ostrig are one

/** Without case, accents, marks and signs: what two spellings of a name have in common. */
function plain(text) {
  const letters = text.normalize("NFC").toLowerCase().replace(ALIKE, (letter) => LETTERS[letter]);
  const bare = letters.normalize("NFKD").replace(/[\p{M}\p{Cf}\u0640'`´ʻʼ‘’]/gu, "");
  return bare.replace(/ae|oe|aa/g, (two) => DOUBLE[two]).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** How well a name fits: the whole of it, its start, the start of a word in it, anything in it; null where it does not. */
function rank(name, wanted) {
  const fits = [name === wanted, name.startsWith(wanted), ` ${name}`.includes(` ${wanted}`), name.includes(wanted)];
  const first = fits.indexOf(true);
  return first < 0 ? null : first;
}

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
      const ranks = plainly.map((name) => rank(name, wanted) ?? Infinity);
      const best = Math.min(...ranks);
      return best === Infinity ? [] : [{ code, best, also: all[ranks.indexOf(best)] }];
    });
    return ranked.sort((a, b) => a.best - b.best);
  }

  function suggest() {
    const wanted = plain(search.value);
    const all = wanted ? fitting(wanted) : [];
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
