/** Let dansk: swaps the words of every `[data-easy]` for their plain ones. Runs before the first paint. */

const ROOT = document.documentElement;
const KEY = "easy";

/** Set the words of `root` (and of what it holds) as the switch says. */
function dress(root = document) {
  const isEasy = ROOT.hasAttribute("data-easy-dansk");
  for (const element of root.querySelectorAll("[data-easy]")) {
    const words = wordsOf(element);
    element.dataset.plain ??= words.data.trim();
    words.data = isEasy ? element.dataset.easy : element.dataset.plain;
  }
}

/** The text of an element that may hold an icon and a control too: its last text node. */
function wordsOf(element) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return texts.at(-1) ?? element.appendChild(document.createTextNode(""));
}

/** The usual words of an element, whatever the switch says. */
export const plainWords = (element) => element.dataset.plain ?? element.textContent.trim();

function turn(isEasy) {
  ROOT.toggleAttribute("data-easy-dansk", isEasy);
  dress();
  for (const button of document.querySelectorAll("[data-action=easy]")) {
    button.setAttribute("aria-pressed", isEasy);
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false; // storage is forbidden here; the page works without
  }
}

function remember(isEasy) {
  try {
    localStorage.setItem(KEY, isEasy ? "1" : "0");
  } catch {
    // It holds for this page only.
  }
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-action=easy]")) return;
  const isEasy = !ROOT.hasAttribute("data-easy-dansk");
  turn(isEasy);
  remember(isEasy);
});
if (remembered()) turn(true);
