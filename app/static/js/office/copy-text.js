/** Copies the text of a field; where the browser does not allow it, the text is chosen, ready to be copied by hand. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      words.textContent = button.dataset.copied;
    } catch {
      field.focus(); // without HTTPS there is no clipboard to write to
    }
  });
}
