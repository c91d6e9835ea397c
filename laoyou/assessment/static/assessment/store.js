// What a visit keeps on this device: answers that the server has not yet got, by owner and sheet. Nothing else.
const NAME = "laoyou-visit";
const TABLE = "changes";
export const PAGES = "laoyou-visit";

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "id", autoIncrement: true }).createIndex("of", "of");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function table(mode) {
  return (await open()).transaction(TABLE, mode).objectStore(TABLE);
}

const of = (owner, sheet) => `${owner}:${sheet}`;

// The number of unsent answers, where the sign-out can see it (web/js/kept.js asks before it forgets them).
async function count() {
  const all = await done((await table("readonly")).count());
  if (all) localStorage.setItem("laoyou-unsent", all);
  else localStorage.removeItem("laoyou-unsent");
}

export async function put(owner, sheet, change) {
  await done((await table("readwrite")).add({ of: of(owner, sheet), ...change }));
  await count();
}

export async function pending(owner, sheet) {
  return done((await table("readonly")).index("of").getAll(of(owner, sheet)));
}

export async function drop(changes) {
  const store = await table("readwrite");
  await Promise.all(changes.map((one) => done(store.delete(one.id))));
  await count();
}

// Forget a sheet altogether: its answers, and its page.
export async function forget(sheet) {
  const all = await done((await table("readonly")).getAll());
  await drop(all.filter((one) => one.of.endsWith(`:${sheet}`)));
  if ("caches" in window) {
    const pages = await caches.open(PAGES);
    for (const request of await pages.keys()) {
      if (new URL(request.url).pathname.includes(`/visit/${sheet}/`)) await pages.delete(request);
    }
  }
}
