/** Leaving a page whose draft goes with it: that is asked first, and whoever comes back finds nothing of it. */
import { ask, byId } from "../shared/dom.js";

/** `isUnsaved()`: whether there is anything to lose. `empty()` takes it out of the page. */
export function guard(isUnsaved, empty) {
  // The browser's own ways: closing, loading anew, back.
  addEventListener("beforeunload", (event) => {
    if (!isUnsaved()) return;
    event.preventDefault();
    event.returnValue = true; // what browsers before 2023 heed
  });
  document.addEventListener("click", (event) => follow(event, isUnsaved, empty), { capture: true });
  // A browser may keep the whole page for its back button.
  addEventListener("pagehide", empty);
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

async function follow(event, isUnsaved, empty) {
  const link = event.target.closest("a[href]");
  const isElsewhere = link && !link.getAttribute("href").startsWith("#") && !link.target;
  const isInNewTab = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!isElsewhere || isInNewTab || !isUnsaved()) return;
  event.preventDefault();
  event.stopPropagation();
  if ((await ask(byId("leave"))) !== "leave") return;
  empty();
  location.assign(link.href);
}
