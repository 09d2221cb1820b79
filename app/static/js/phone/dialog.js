/** Asks something in a <dialog>. → the value of the button that closed it; "" where it was only closed */
export async function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue;
}
