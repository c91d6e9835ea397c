// `/` goes to the search, Escape leaves it.
const TYPING = "input, textarea, select, [contenteditable]";

export function start() {
  document.addEventListener("keydown", (event) => {
    const find = document.querySelector("[data-find]");
    if (!find) return;
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.(TYPING)) {
      event.preventDefault();
      find.focus();
      find.select();
    } else if (event.key === "Escape" && event.target === find) {
      find.blur();
    }
  });
}
