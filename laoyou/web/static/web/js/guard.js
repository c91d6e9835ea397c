// Asks before unsaved words are lost: forms with data-guard.
const changed = new Set();

export function start() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) changed.add(form);
  });
  for (const over of ["submit", "reset"]) document.addEventListener(over, (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
