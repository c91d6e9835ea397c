// The page's own hands: each module finds what it serves and does nothing where there is none.
import { start as startChoose } from "./choose.js";
import { start as startDialogs } from "./dialogs.js";
import { start as startDrawings } from "./drawings.js";
import { start as startElapsed } from "./elapsed.js";
import { start as startFind } from "./find.js";
import { start as startGuard } from "./guard.js";
import { start as startKept } from "./kept.js";
import { start as startLook } from "./look.js";
import { start as startMenus } from "./menus.js";
import { start as startNotices } from "./notices.js";
import { start as startRead } from "./read.js";
import { start as startTable } from "./table.js";

document.documentElement.classList.add("js");

// These listen on the document once, so that what htmx brings later is served too.
for (const start of [startDialogs, startFind, startGuard, startKept, startLook, startMenus, startNotices, startRead]) start();

// These prepare what stands in the page, and again what htmx swaps in.
function prepare(root) {
  startChoose(root);
  startDrawings(root);
  startElapsed(root);
  startTable(root);
}

prepare(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) prepare(event.target.parentElement ?? event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
