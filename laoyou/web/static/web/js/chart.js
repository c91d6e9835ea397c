// Draws a c-chart from its JSON block with Apache ECharts, in the page's own colours.
import { init } from "../dist/echarts.js";

const COLOURS = ["--link", "--warm-4", "--sky", "--wheat", "--mist"];
const drawn = new Map();

const thousands = new Intl.NumberFormat("zh-CN");

function tones() {
  const style = getComputedStyle(document.documentElement);
  const tone = (name) => style.getPropertyValue(name).trim();
  return { series: COLOURS.map(tone), ink: tone("--ink"), soft: tone("--ink-2"), line: tone("--line"), card: tone("--card") };
}

function series(one, kind) {
  if (kind === "line") return { ...one, type: "line", symbolSize: 8, lineStyle: { width: 2.5 }, connectNulls: false };
  return { ...one, type: "bar", barMaxWidth: 34, stack: kind === "stack" ? "all" : undefined, itemStyle: { borderRadius: 3 } };
}

function option(data, kind) {
  const { series: colours, ink, soft, line, card } = tones();
  const font = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.9;
  const text = { color: soft, fontSize: font };
  const named = {
    type: "category", data: data.labels, axisLabel: text, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
    inverse: kind === "bars",
  };
  const counted = { type: "value", axisLabel: { ...text, formatter: (value) => thousands.format(value) }, splitLine: { lineStyle: { color: line } } };
  return {
    color: colours,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 44 : 16, bottom: 4, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: { color: ink, fontSize: font }, icon: "roundRect" } : undefined,
    tooltip: {
      trigger: "axis", renderMode: "richText", backgroundColor: card, borderColor: line, textStyle: { color: ink, fontSize: font },
      valueFormatter: (value) => (value == null ? "没有数" : `${thousands.format(value)} ${data.unit}`),
    },
    xAxis: kind === "bars" ? counted : named,
    yAxis: kind === "bars" ? named : counted,
    series: data.series.map((one) => series({ name: one.name, data: one.values }, kind)),
  };
}

export function draw(figure) {
  const box = figure.querySelector("[data-box]");
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const kind = figure.dataset.chart;
  box.hidden = false;
  const chart = init(box, null, { renderer: "svg" });
  chart.setOption(option(data, kind));
  drawn.set(figure, () => {
    chart.resize();
    chart.setOption(option(data, kind));
  });
}

function again() {
  for (const [figure, redraw] of drawn) {
    if (figure.isConnected) redraw();
    else drawn.delete(figure);
  }
}

window.addEventListener("resize", again);
new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-density", "data-theme"] });
