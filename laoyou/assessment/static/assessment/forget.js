// Once a sheet can no longer be filled in, nothing of it stays on this device.
import { forget } from "./store.js";

const sheet = document.querySelector("[data-sheet][data-over]");
if (sheet) forget(sheet.dataset.sheet).catch(console.warn);
