/** Lets the phone's form beside a draft follow what is saved, and begin at the question that the page is about. */

const frame = document.querySelector("[data-follows-draft]");

/** Inside the frame alone: an anchor in its address would move the page around it too. */
function show() {
  const inside = frame.contentWindow;
  const wanted = frame.dataset.at && inside.document.getElementById(`q-${frame.dataset.at}`);
  if (wanted) inside.scrollTo(0, wanted.offsetTop - inside.innerHeight / 4);
}

if (frame) {
  frame.addEventListener("load", show);
  if (frame.contentDocument?.readyState === "complete") show();
  document.addEventListener("draft-saved", () => frame.contentWindow.location.reload());
}
