// The elder switch without leaving the page, so that nothing typed is lost. Without JavaScript the form does it.
const ONE_YEAR = 365 * 24 * 3600;

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-look]")) return;
    event.preventDefault();
    const button = form.querySelector("button[name=density]");
    const elder = button.value === "elder";
    const root = document.documentElement;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `density=${elder ? "elder" : ""}; path=/; max-age=${elder ? ONE_YEAR : 0}; SameSite=Lax${secure}`;
    root.dataset.density = elder ? "elder" : root.dataset.pageDensity;
    button.value = elder ? "" : "elder";
    button.textContent = elder ? button.dataset.normal : button.dataset.elder;
    window.dispatchEvent(new Event("resize"));
  });
}
