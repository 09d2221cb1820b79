/** Buttons that need a script: print the page, show the password, copy a text. Without one they are not there. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", isShown);
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // A password manager, and whoever looks over the shoulder, should meet a password again.
  input.form.addEventListener("submit", () => show(false));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.querySelector("span").textContent = button.dataset.copied;
    } catch {
      field.focus(); // without HTTPS there is no clipboard to write to: the text is chosen, ready to be copied by hand
    }
  });
}
