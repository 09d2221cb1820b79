/** The country picker: frequent and chosen ones as chips, every other one found by its Danish name. */

const MOST = 8; // suggestions at a time
const plain = (text) => text.toLocaleLowerCase("da").normalize("NFD").replace(/\p{M}/gu, "");

/** Wire the picker of a question. → {ensure(codes)}: gives every code a chip, so that it can be chosen */
export function countries(question) {
  const names = JSON.parse(question.querySelector("[data-names]").textContent);
  const chips = question.querySelector("[data-chips]");
  const list = question.querySelector("[data-list]");
  const search = question.querySelector("input[type=search]");
  const said = question.querySelector("[data-found]");
  const { question: field } = question.dataset;

  const chip = (code) => {
    const label = document.createElement("label");
    label.className = "chip";
    const input = Object.assign(document.createElement("input"), { type: "checkbox", name: field, value: code });
    label.append(input, names[code] ?? code);
    return label;
  };
  const has = (code) => chips.querySelector(`[value="${code}"]`) !== null;

  const suggest = () => {
    const wanted = plain(search.value.trim());
    const fits = wanted ? Object.keys(names).filter((code) => !has(code) && plain(names[code]).includes(wanted)) : [];
    const startsFirst = (code) => (plain(names[code]).startsWith(wanted) ? 0 : 1);
    const best = fits.sort((a, b) => startsFirst(a) - startsFirst(b)).slice(0, MOST);
    list.replaceChildren(...best.map(chip));
    const already = Object.keys(names).find((code) => has(code) && plain(names[code]).startsWith(wanted));
    said.textContent = wanted ? (best.length ? `${best.length} lande fundet` : "Intet land fundet") : "";
    if (wanted && best.length === 0) list.textContent = already ? `${names[already]} står allerede ovenfor.` : "Intet land med det navn.";
  };

  search.addEventListener("input", (event) => {
    event.stopPropagation(); // what is being looked for is no answer
    suggest();
  });
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.addEventListener("change", ({ target }) => {
    chips.append(target.closest("label"));
    search.value = "";
    suggest();
    search.focus();
  });

  return { ensure: (codes = []) => chips.append(...codes.filter((code) => !has(code)).map(chip)) };
}
