// Charts and maps: their programs are fetched only by a page that has one, and when it comes into sight.
const PROGRAMS = { chart: "./chart.js", map: "./map.js" };

async function draw(figure, kind) {
  try {
    const program = await import(PROGRAMS[kind]);
    await program.draw(figure);
  } catch (error) {
    console.warn(error);
    figure.querySelector("[data-box]").hidden = true;
    figure.querySelector("[data-table-of]")?.setAttribute("open", "");
    figure.querySelector("[data-no-map]")?.removeAttribute("hidden");
  }
}

export function start(root) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target, "map" in target.dataset ? "map" : "chart");
    }
  }, { rootMargin: "200px" });
  root.querySelectorAll("[data-chart], [data-map]").forEach((figure) => seen.observe(figure));
}
