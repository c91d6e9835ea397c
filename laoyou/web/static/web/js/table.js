// Tables: j/k or arrows walk the rows, Enter opens; on a phone each cell carries its column's name.
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function label(table) {
  const heads = [...table.querySelectorAll("thead th")].map((one) => one.textContent.trim());
  table.querySelectorAll("tbody tr").forEach((row) => {
    [...row.cells].forEach((cell, i) => {
      if (!cell.dataset.label && heads[i]) cell.dataset.label = heads[i];
    });
  });
}

function walk(event) {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const links = [...event.currentTarget.querySelectorAll("tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = links[here < 0 ? 0 : here + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function start(root) {
  root.querySelectorAll("table[data-table]").forEach((table) => {
    if (table.classList.contains("stacked")) label(table);
    table.closest(".scroll").addEventListener("keydown", walk);
  });
}
