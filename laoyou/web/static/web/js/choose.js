// Rows that are chosen: X ticks the row that has the focus, the head ticks all; the button says how many.
function boxes(form) {
  return [...form.querySelectorAll("tbody input[type=checkbox]")];
}

function tell(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const head = form.querySelector("[data-choose-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  form.querySelectorAll("[data-chosen]").forEach((button) => {
    button.disabled = !chosen;
    const count = button.querySelector("[data-count]");
    if (count) count.textContent = chosen || "";
  });
}

export function start(root) {
  root.querySelectorAll("form[data-choose]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-choose-all]")) boxes(form).forEach((box) => (box.checked = event.target.checked));
      tell(form);
    });
    form.addEventListener("keydown", (event) => {
      const row = event.target.closest("tbody tr");
      if (event.key.toLowerCase() !== "x" || !row || event.ctrlKey || event.metaKey || event.altKey) return;
      const box = row.querySelector("input[type=checkbox]");
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      tell(form);
    });
    tell(form);
  });
}
