// Opens and closes native dialogs. A link that opens one keeps its address for those without JavaScript.
export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    } else if (event.target.closest("[data-closes]") || event.target.matches("dialog")) {
      event.target.closest("dialog").close();
    }
  });
}
