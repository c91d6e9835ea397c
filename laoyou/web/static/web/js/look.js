// The elder and the dark switch without leaving the page, so that nothing typed is lost; without JavaScript the form does it.
const ONE_YEAR = 365 * 24 * 3600;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? ONE_YEAR : 0}; SameSite=Lax${secure}`;
}

export function start() {
  document.addEventListener("submit", (event) => {
    const { look, on } = event.target.dataset;
    if (!look) return;
    event.preventDefault();
    const button = event.target.querySelector("button");
    const turned = button.value === on;
    const root = document.documentElement;
    remember(look, turned ? on : "");
    root.dataset[look] = turned ? on : root.dataset[look === "density" ? "pageDensity" : "pageTheme"];
    button.value = turned ? "" : on;
    button.textContent = turned ? button.dataset.turnOff : button.dataset.turnOn;
    window.dispatchEvent(new Event("resize"));
  });
}
