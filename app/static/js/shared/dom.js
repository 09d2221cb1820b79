/** What every script does with its page: finds parts, puts words into them, copies templates, listens, asks. */

export const byId = (id) => document.getElementById(id);

/** A new element with these properties, and what is in it. */
export function element(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

/** A copy of what stands in a <template>. */
export const copyOf = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Put words into the parts of an element by name: {title: "…"} into its [data-title]. */
export function say(whole, words) {
  for (const [name, text] of Object.entries(words)) whole.querySelector(`[data-${name}]`).textContent = text;
}

/** Put words into a line that says how things stand, and the state that it is drawn in. */
export function tell(line, words, state) {
  line.textContent = words;
  line.dataset.state = state;
}

/** Show elements by their ids, or hide them: {id: whether it is shown}. */
export function reveal(shown) {
  for (const [id, isShown] of Object.entries(shown)) byId(id).hidden = !isShown;
}

/** Call `work` with the element that was clicked in `whole`, where it is such a one. */
export function onClick(whole, selector, work) {
  whole.addEventListener("click", ({ target }) => {
    const clicked = target.closest(selector);
    if (clicked) work(clicked);
  });
}

/** Draw a list anew. The button that had the focus has it again: it is known by its data, and by that of its row. */
export function redraw(list, rows, ofRow, ofButton) {
  const focused = list.contains(document.activeElement) ? document.activeElement.closest(`[data-${ofButton}]`) : null;
  const row = focused?.closest(`[data-${ofRow}]`).dataset[ofRow];
  list.replaceChildren(...rows);
  const again = focused && list.querySelector(`[data-${ofRow}="${row}"] [data-${ofButton}="${focused.dataset[ofButton]}"]`);
  again?.focus({ preventScroll: true });
}

/** Ask something in a <dialog>. → the value of the button that closed it; "" where it was only closed */
export async function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue;
}

/** Work that is done once at a time: whoever asks for it meanwhile gets it once more, after that. Why it is asked for, others keep. */
export function oneAtATime(work) {
  let running = null;
  let isAskedAgain = false;
  return function start() {
    isAskedAgain = running !== null;
    running ??= work().finally(() => {
      running = null;
      if (isAskedAgain) start();
    });
    return running;
  };
}

/** Where a finger or a mouse is on an element: {x, y}, shares of its width and height from 0 to 1. */
export function spotOn(element, { clientX, clientY }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const share = (part) => Math.min(Math.max(part, 0), 1);
  return { x: share((clientX - left) / width), y: share((clientY - top) / height) };
}

/** `show(from, to)` while something is dragged over, `show()` when that is over; before that `done(from, to)`, unless it was called off. */
export function onDrag(element, show, done) {
  let from = null;
  const on = (type, work) => element.addEventListener(type, (event) => event.isPrimary && work(event));
  const end = () => {
    from = null;
    show();
  };
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    from = spotOn(element, event);
    show(from, from);
  });
  on("pointermove", (event) => from && show(from, spotOn(element, event)));
  on("pointerup", (event) => {
    if (!from) return;
    done(from, spotOn(element, event));
    end();
  });
  on("pointercancel", end);
}
