// One item a screen: forward by an answer, by the buttons, or by the keyboard; a number is the score that it says.
const REMEMBERED = "laoyou-visit-mode";
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select";

export function walk(form) {
  const bar = form.querySelector("[data-walk]");
  const button = form.querySelector("[data-mode]");
  const end = form.querySelector(".visit-end");
  let here = 0;

  const steps = () => [...form.querySelectorAll("[data-step]")].filter((one) => !one.hidden);

  function paint() {
    const all = [...steps(), end];
    here = Math.max(0, Math.min(here, all.length - 1));
    form.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
    all[here].classList.add("here");
    bar.querySelector("[data-place]").textContent = here < all.length - 1 ? `${here + 1} / ${all.length - 1}` : "填完了";
    bar.querySelector("[data-back]").disabled = here === 0;
    bar.querySelector("[data-on]").disabled = here === all.length - 1;
  }

  function go(to, focus = true) {
    here = to;
    paint();
    window.scrollTo({ top: form.getBoundingClientRect().top + window.scrollY - 8 });
    if (focus) form.querySelector(".here :is(input:checked, input, select, a)")?.focus({ preventScroll: true });
  }

  function set(one) {
    form.classList.toggle("one", one);
    bar.hidden = !one;
    button.setAttribute("aria-pressed", one);
    button.textContent = one ? "全部列出" : "一屏一项";
    localStorage.setItem(REMEMBERED, one ? "one" : "");
    const all = steps();
    if (one) {
      const open = all.findIndex((each) => each.dataset.kind === "item" && !each.classList.contains("answered"));
      go(open < 0 ? all.length : open, false);
    }
  }

  function find(hash) {
    const target = hash ? document.getElementById(hash.slice(1)) : null;
    const step = target?.closest("[data-step]") ?? target?.querySelector?.("[data-step]");
    const at = step ? steps().indexOf(step) : -1;
    if (at >= 0 && form.classList.contains("one")) go(at);
  }

  const isOn = () => form.classList.contains("one");
  button.addEventListener("click", () => set(!isOn()));
  bar.querySelector("[data-back]").addEventListener("click", () => go(here - 1));
  bar.querySelector("[data-on]").addEventListener("click", () => go(here + 1));
  form.querySelector(".visit-jump").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && isOn()) {
      event.preventDefault();
      find(link.hash);
    }
  });
  window.addEventListener("hashchange", () => find(location.hash));
  let byKey = false;
  form.addEventListener("pointerdown", () => (byKey = false));
  form.addEventListener("click", (event) => {
    // A click on an answer goes on; arrows among the answers of one item do not.
    if (!isOn() || !event.target.matches("[data-kind='item'] input") || byKey) return;
    setTimeout(() => go(here + 1), 180);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const step = isOn() ? form.querySelector(".here") : event.target.closest?.("[data-kind='item']");
    if (/^[0-9]$/.test(event.key) && step?.dataset.kind === "item") choose(step, event.key);
    else if (isOn() && (event.key === "PageDown" || event.key === "Enter")) go(here + 1);
    else if (isOn() && event.key === "PageUp") go(here - 1);
    else {
      byKey = event.key.startsWith("Arrow") || event.key === " ";
      return;
    }
    event.preventDefault();
  });

  function choose(step, score) {
    const option = [...step.querySelectorAll(".opt")].find((one) => one.querySelector("b").textContent === score);
    if (!option) return;
    const input = option.querySelector("input");
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const all = steps();
    if (isOn()) setTimeout(() => go(here + 1), 180);
    else all[all.indexOf(step) + 1]?.querySelector("input")?.focus();
  }

  if (localStorage.getItem(REMEMBERED) === "one") set(true);
  find(location.hash);
}
