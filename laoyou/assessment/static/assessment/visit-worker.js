// Keeps the page of a visit while there is no network. It serves /assessments/visit/ and nothing else: what it
// keeps was put there by visit.js, and goes away when the sheet is signed or somebody signs out.
const PAGES = "laoyou-visit";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  const pages = await caches.open(PAGES);
  return (await pages.match(request, { ignoreVary: true })) ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || event.request.url.endsWith("/answers/")) return;
  event.respondWith(fetch(event.request).catch(() => kept(event.request)));
});
