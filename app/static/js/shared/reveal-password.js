/** Lets people see the password that they type. */

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
