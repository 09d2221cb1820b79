// The buttons that add to the hours, without a page in between. Without script the server adds.

for (const form of document.querySelectorAll("[data-hours]")) {
  const field = form.querySelector("[name=hours]");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    const now = Number(field.value.trim().replace(",", ".") || 0);
    if (!button || !Number.isFinite(now)) return;
    event.preventDefault();
    const wanted = now + Number(button.dataset.step);
    if (wanted >= 0 && wanted <= 24) field.value = String(wanted).replace(".", ",");
  });
}
document.getElementById("error-summary")?.focus();
