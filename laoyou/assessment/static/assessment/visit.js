// The form of a visit. Every answer goes into a queue on this device first, and from there to the server, in order;
// without a network it stays in the queue and is sent later. Sending twice does no harm.
import "./pad.js";
import { drop, forget, PAGES, pending, put } from "./store.js";
import { walk } from "./walk.js";

const form = document.querySelector("[data-visit]");
const { visit: sheet, owner, answers: url, sheetUrl, worker } = form.dataset;
const said = JSON.parse(document.getElementById("visit-state").textContent);
const blocks = new Map([...form.querySelectorAll("[data-item]")].map((one) => [one.dataset.item, one]));
const AGAIN = 5000;

let known = said.answers;
let findings = said.findings;
let sending = null;
let timer = 0;

// --- what stands in the page

function checked(block) {
  return [...block.querySelectorAll("input:checked")].map((one) => one.value);
}

function rows(block) {
  return [...block.querySelectorAll(".row")]
    .map((row) => [...row.querySelectorAll("input")].map((one) => one.value.trim()))
    .filter((row) => row.some(Boolean));
}

const field = (id) => document.getElementById(id);

function value(block) {
  switch (block.dataset.kind) {
    case "item":
    case "one":
      return checked(block)[0] ?? null;
    case "many":
      return checked(block);
    case "rows":
      return rows(block);
    case "informant":
      return {
        name: field("informant_name").value, relation: field("informant_relation").value,
        strokes: JSON.parse(field("informant_strokes").value || "[]"), on_paper: field("informant_on_paper").checked,
      };
    default:
      return block.querySelector("input").value.trim() || null;
  }
}

function show(item, given) {
  const block = blocks.get(item);
  if (!block) return;
  switch (block.dataset.kind) {
    case "item":
    case "one":
    case "many": {
      const chosen = new Set([given ?? []].flat());
      block.querySelectorAll("input").forEach((one) => (one.checked = chosen.has(one.value)));
      break;
    }
    case "rows":
      (given ?? []).forEach((row, i) => {
        if (!block.querySelectorAll(".row")[i]) more(block);
        block.querySelectorAll(".row")[i].querySelectorAll("input").forEach((one, k) => (one.value = row[k] ?? ""));
      });
      break;
    case "informant":
      if (!given) break;
      field("informant_name").value = given.name;
      field("informant_relation").value = given.relation;
      field("informant_on_paper").checked = Boolean(given.on_paper);
      document.querySelector("[data-pad='informant_strokes']").dispatchEvent(new CustomEvent("pad:show", { detail: given.strokes }));
      break;
    default:
      block.querySelector("input").value = given ?? "";
  }
}

function more(block) {
  const last = block.querySelector(".row:last-child");
  const copy = last.cloneNode(true);
  copy.querySelectorAll("input").forEach((one) => (one.value = ""));
  last.after(copy);
}

function note(item, words, asked = false) {
  const block = blocks.get(item);
  const place = block?.querySelector("[data-note]");
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("asked", asked);
  block.classList.toggle("troubled", Boolean(words) && !asked);
}

function given(item) {
  const one = known[item];
  return one !== undefined && one !== null && !(Array.isArray(one) && !one.length);
}

function progress() {
  const items = form.querySelectorAll("[data-kind='item']");
  let all = 0;
  for (const block of items) {
    const is = given(block.dataset.item);
    block.classList.toggle("answered", is);
    all += is;
  }
  form.querySelector("[data-answered]").textContent = all;
  form.querySelector("[data-bar]").value = all;
  for (const group of form.querySelectorAll("[data-group]")) {
    const within = group.querySelectorAll("[data-kind='item']");
    const count = form.querySelector(`[data-count="${group.dataset.group}"]`);
    count.textContent = `${group.querySelectorAll(".answered").length}/${within.length}`;
  }
}

// Where the sheet contradicts itself, beside the item; what is only unusual can be confirmed.
function judge() {
  const list = form.querySelector("[data-findings]");
  const confirmed = new Set(known.confirmed ?? []);
  for (const item of blocks.keys()) {
    if (!blocks.get(item).dataset.refused) note(item, "");
  }
  list.replaceChildren(...findings.map((one) => {
    note(one.item, `${one.says}。${one.refused ? "请核对后改正。" : "请再核实。"}`, !one.refused);
    const line = document.createElement("li");
    if (one.refused) {
      line.textContent = `✕ ${one.says}。请核对后改正。`;
      return line;
    }
    const label = document.createElement("label");
    const box = document.createElement("input");
    const words = document.createElement("span");
    label.className = "pick";
    box.type = "checkbox";
    box.checked = confirmed.has(one.key);
    box.addEventListener("change", () => {
      const now = new Set(known.confirmed ?? []);
      if (box.checked) now.add(one.key);
      else now.delete(one.key);
      change("confirmed", [...now]);
    });
    words.className = "pick-in";
    words.textContent = `已核实，属实：${one.says}`;
    label.append(box, words);
    line.append(label);
    return line;
  }));
  list.closest("section").hidden = !findings.length;
}

// --- the queue

function told(kind, words, link = "") {
  const place = form.querySelector("[data-sync]");
  place.className = `visit-sync ${kind}`;
  place.textContent = words;
  if (!link) return;
  const to = document.createElement("a");
  to.href = link;
  to.textContent = "重新登录";
  place.append(" ", to);
}

const saved = () => told("ok", "kept" in form.dataset ? "已保存，断网也能填" : "已保存");

async function change(item, now) {
  told("waiting", "正在保存…");
  await put(owner, sheet, { item, value: now, was: known[item] ?? null });
  known = { ...known, [item]: now };
  delete blocks.get(item)?.dataset.refused;
  note(item, "");
  progress();
  send();
}

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function post(changes) {
  const body = JSON.stringify({ changes: changes.map(({ item, value: now, was }) => ({ item, value: now, was })) });
  return fetch(url, {
    method: "POST", body, redirect: "manual", headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  });
}

function take(answer) {
  known = answer.answers;
  findings = answer.findings;
  for (const one of answer.refused ?? []) {
    show(one.item, one.value);
    known = { ...known, [one.item]: one.value };
    if (blocks.has(one.item)) blocks.get(one.item).dataset.refused = "1";
    note(one.item, one.sentence);
  }
  progress();
  judge();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, AGAIN);
}

async function flush() {
  const changes = await pending(owner, sheet);
  if (!changes.length) return saved();
  told("waiting", `${changes.length} 项待同步`);
  let answer;
  try {
    answer = await post(changes);
  } catch {
    later();
    return told("waiting", `没有网络，${changes.length} 项待同步`);
  }
  const isSaid = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.type === "opaqueredirect" || (answer.status === 403 && !isSaid)) {
    return told("no", `登录已过期，${changes.length} 项待同步，都还在这台设备上。`, form.dataset.signIn);
  }
  if (!isSaid) {
    later();
    return told("no", `系统出错，${changes.length} 项待同步，过一会儿自动再试`);
  }
  const body = await answer.json();
  if (!answer.ok) {
    if (body.open === false) return over(body.sentence);
    return told("no", body.sentence ?? "没有保存，请刷新页面");
  }
  await drop(changes);
  const waiting = await pending(owner, sheet);
  take(body);
  for (const one of waiting) known = { ...known, [one.item]: one.value };
  progress();
  return waiting.length ? flush() : saved();
}

async function send() {
  while (sending) await sending;
  sending = flush().finally(() => (sending = null));
  return sending;
}

async function over(words) {
  await forget(sheet);
  told("no", words);
  location.assign(sheetUrl);
}

// --- the page without a network

async function keep() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(worker);
  const pages = await caches.open(PAGES);
  const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((one) => one.startsWith(location.origin) && one.includes("/static/"));
  await pages.add(new Request(location.href.split("#")[0], { credentials: "same-origin" }));
  await Promise.all([...new Set(parts)].map((one) => pages.add(one)));
  form.dataset.kept = "";
  return send();
}

// What the server says now, and over it what this device has not yet sent.
async function begin() {
  let reached = true;
  try {
    const answer = await fetch(url, { redirect: "manual" });
    if (answer.ok) {
      const body = await answer.json();
      if (!body.open) return over("这份评估已经签字");
      known = body.answers;
      findings = body.findings;
    }
  } catch {
    reached = false;
  }
  for (const one of await pending(owner, sheet)) known = { ...known, [one.item]: one.value };
  for (const item of blocks.keys()) show(item, known[item]);
  progress();
  judge();
  if (reached) keep().catch(console.warn);
  return send();
}

form.addEventListener("change", (event) => {
  const block = event.target.closest("[data-item]");
  if (!block || block.dataset.kind === "informant" || event.target.closest("[data-findings]")) return;
  if (block.dataset.kind === "many") alone(block, event.target);
  change(block.dataset.item, value(block));
});

// “none of these” excludes the others, and they exclude it.
function alone(block, chosen) {
  if (!chosen.checked) return;
  block.querySelectorAll("input").forEach((one) => {
    if (one !== chosen && (chosen.dataset.alone !== undefined || one.dataset.alone !== undefined)) one.checked = false;
  });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (button) more(button.closest("[data-item]"));
  if (!event.target.closest("[data-informant]")) return;
  const block = blocks.get("informant");
  const now = value(block);
  if (!now.name || (!now.strokes.length && !now.on_paper)) note("informant", "请填写姓名并签字，或者勾选“已在纸质表上签字”。");
  else change("informant", now);
});

form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("online", send);
window.addEventListener("offline", send);
walk(form);
begin().catch((error) => {
  console.warn(error);
  told("no", "这台浏览器不能离线保存，请保持网络连接");
});
