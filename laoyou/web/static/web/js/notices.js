// When htmx could not reach the server, or was refused, say so in words.
const LOST = "没有连上服务器，刚才这一步没有做。请看看网络，再试一次。";
const REFUSED = {
  403: "这件事不归您现在的身份管。",
  404: "没有找到，可能已经删除或合并。",
  409: "别人刚刚改过，请刷新后再看。",
  413: "文件太大了。",
};
const BROKEN = "系统出了错，刚才这一步没有保存。请过一会儿再试。";
const STAY = 10000;

function show(words) {
  const box = document.querySelector("[data-toasts]");
  if (!box || [...box.children].some((one) => one.textContent.includes(words))) return;
  const alert = document.createElement("div");
  const sign = document.createElement("span");
  const text = document.createElement("div");
  alert.className = "alert no";
  sign.className = "alert-sign";
  sign.textContent = "✕";
  sign.setAttribute("aria-hidden", "true");
  text.textContent = words;
  alert.append(sign, text);
  box.append(alert);
  if (document.documentElement.dataset.density !== "elder") setTimeout(() => alert.remove(), STAY);
  alert.addEventListener("click", () => alert.remove());
}

export function start() {
  document.addEventListener("htmx:sendError", () => show(LOST));
  document.addEventListener("htmx:timeout", () => show(LOST));
  document.addEventListener("htmx:responseError", (event) => show(REFUSED[event.detail.xhr.status] ?? BROKEN));
}
