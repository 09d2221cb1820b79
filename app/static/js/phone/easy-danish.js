/** Let dansk: swaps the words of every `[data-easy]` for their plain ones. Runs before the first paint. */

const ROOT = document.documentElement;
const KEY = "easy";

/** The usual words of an element, whatever the switch says. */
export const plainWords = (element) => element.dataset.plain ?? element.textContent.trim();

function turn(isEasy) {
  ROOT.toggleAttribute("data-easy-dansk", isEasy);
  for (const element of document.querySelectorAll("[data-easy]")) {
    // An element may hold an icon and a control too: its words are its last text node.
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const words = texts.at(-1) ?? element.appendChild(document.createTextNode(""));
    element.dataset.plain ??= words.data.trim();
    words.data = isEasy ? element.dataset.easy : element.dataset.plain;
  }
  for (const button of document.querySelectorAll("[data-action=easy]")) button.setAttribute("aria-pressed", isEasy);
}

/** Where storage is forbidden, the page works without, and what is chosen holds for it only. */
function stored(work) {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-action=easy]")) return;
  const isEasy = !ROOT.hasAttribute("data-easy-dansk");
  turn(isEasy);
  stored((storage) => storage.setItem(KEY, isEasy ? "1" : "0"));
});
if (stored((storage) => storage.getItem(KEY)) === "1") turn(true);
