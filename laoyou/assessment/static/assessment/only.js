// What concerns one choice alone is shown with it: data-only="field=value".
function fit() {
  for (const part of document.querySelectorAll("[data-only]")) {
    const [name, value] = part.dataset.only.split("=");
    part.hidden = document.querySelector(`[name="${name}"]:checked`)?.value !== value;
  }
}

document.addEventListener("change", fit);
fit();
