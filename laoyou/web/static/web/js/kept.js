// Signing out forgets what pages keep on this device to work without a network: databases and pages named laoyou-*.
const OURS = "laoyou-";

async function forget() {
  const bases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(bases.filter((one) => one.name.startsWith(OURS)).map((one) => new Promise((over) => {
    const asked = indexedDB.deleteDatabase(one.name);
    asked.onsuccess = asked.onerror = asked.onblocked = over;
  })));
  if ("caches" in window) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(OURS)).map((name) => caches.delete(name)));
  }
  localStorage.removeItem("laoyou-unsent");
}

export function start() {
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-leaves]")) return;
    event.preventDefault();
    const unsent = localStorage.getItem("laoyou-unsent");
    if (unsent && !confirm(`这台设备上还有 ${unsent} 项没有同步，退出后会丢失。仍要退出吗？`)) return;
    await forget().catch(console.warn);
    event.target.submit();
  });
}
