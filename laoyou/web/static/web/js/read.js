// Reads a part of the page aloud, and says so where the device has no Chinese voice.
const SKIP = "script, style, button, nav, form, details:not([open]), .sr, [hidden], [aria-hidden=true], dialog";
const WAIT_FOR_VOICES = 1500;

function words(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(SKIP).forEach((one) => one.remove());
  copy.querySelectorAll("h1, h2, h3, p, li, td, th, div, dt, dd").forEach((one) => one.append("。"));
  return copy.textContent.replace(/\s+/g, " ").replace(/([。，、：；？！])[\s。]+/g, "$1").split(/(?<=。)/).filter((one) => one.trim().length > 1);
}

function voices() {
  const now = speechSynthesis.getVoices();
  if (now.length) return Promise.resolve(now);
  return new Promise((done) => {
    const timer = setTimeout(() => done(speechSynthesis.getVoices()), WAIT_FOR_VOICES);
    speechSynthesis.addEventListener("voiceschanged", () => {
      clearTimeout(timer);
      done(speechSynthesis.getVoices());
    }, { once: true });
  });
}

function stop(button) {
  speechSynthesis.cancel();
  button.setAttribute("aria-pressed", "false");
  if (button.dataset.label) button.textContent = button.dataset.label;
}

function say(sentences, voice, button) {
  sentences.forEach((sentence, i) => {
    const speech = new SpeechSynthesisUtterance(sentence);
    speech.voice = voice;
    speech.lang = voice.lang;
    speech.rate = 0.9;
    if (i === sentences.length - 1) speech.onend = () => stop(button);
    speechSynthesis.speak(speech);
  });
}

async function toggle(button) {
  const status = button.parentElement.querySelector("[role=status]");
  const found = "speechSynthesis" in window ? await voices() : [];
  const voice = found.find((one) => /^(zh|cmn)/i.test(one.lang));
  if (!voice) {
    status.textContent = button.dataset.none;
    return;
  }
  if (button.getAttribute("aria-pressed") === "true") return stop(button);
  speechSynthesis.cancel();
  button.dataset.label = button.textContent;
  button.textContent = button.dataset.stop;
  button.setAttribute("aria-pressed", "true");
  say(words(document.getElementById(button.dataset.read)), voice, button);
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-read]");
    if (button) toggle(button);
  });
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
}
