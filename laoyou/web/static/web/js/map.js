// Draws a c-map from its JSON block: our own areas and dots, no tiles, so that it works on closed networks.
import { LngLatBounds, Map as Globe, Marker, NavigationControl, setWorkerUrl } from "../dist/maplibre.js";

const WARMTHS = ["--warm-1", "--warm-2", "--warm-3", "--warm-4", "--warm-5"];
const MOST_LABELS = 200;
const WORDS = {
  "NavigationControl.ZoomIn": "放大",
  "NavigationControl.ZoomOut": "缩小",
  "NavigationControl.ResetBearing": "回到正北",
  "Map.Title": "地图",
};

setWorkerUrl(new URL("../dist/maplibre-worker.js", import.meta.url).href);

function tone(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function style() {
  const address = new URL("../dist/maplibre-style.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: failed });
    document.head.prepend(link);
  });
}

function corners(geometry) {
  return geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates.flat(geometry.type === "MultiPolygon" ? 2 : 1);
}

function bounds(shapes) {
  const all = new LngLatBounds();
  for (const { geometry } of shapes.features) for (const corner of corners(geometry)) all.extend(corner);
  return all;
}

function warmth(steps) {
  if (!steps.length) return tone("--mist-2");
  const ladder = ["step", ["get", "value"], tone(WARMTHS[0])];
  let last = -Infinity;
  steps.forEach((step, i) => {
    if (step > last) ladder.push(step, tone(WARMTHS[i + 1]));
    else ladder[ladder.length - 1] = tone(WARMTHS[i + 1]);
    last = step;
  });
  return ["case", ["==", ["get", "value"], null], tone("--mist-2"), ladder];
}

function layers(steps) {
  const colour = warmth(steps);
  const here = ["boolean", ["feature-state", "here"], false];
  const area = ["!=", ["geometry-type"], "Point"];
  return [
    { id: "ground", type: "background", paint: { "background-color": tone("--raise") } },
    { id: "areas", type: "fill", source: "shapes", filter: area, paint: { "fill-color": colour, "fill-opacity": 0.9 } },
    {
      id: "edges", type: "line", source: "shapes", filter: area,
      paint: { "line-color": ["case", here, tone("--ink"), tone("--card")], "line-width": ["case", here, 3, 1.5] },
    },
    {
      id: "dots", type: "circle", source: "shapes", filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": ["case", ["==", ["get", "value"], null], tone("--link"), colour],
        "circle-radius": ["case", here, 10, 7], "circle-stroke-width": 2, "circle-stroke-color": ["case", here, tone("--ink"), tone("--card")],
      },
    },
  ];
}

// The largest are named first; a name that would lie over one already shown waits until the reader comes nearer.
function labels(map, shapes) {
  const named = [...shapes.features].sort((a, b) => (b.properties.value ?? -1) - (a.properties.value ?? -1)).slice(0, MOST_LABELS);
  const elements = named.map(({ geometry, properties }) => {
    const element = document.createElement("div");
    element.className = "map-label";
    element.textContent = properties.label;
    element.setAttribute("aria-hidden", "true");
    const dot = geometry.type === "Point";
    const centre = dot ? geometry.coordinates : bounds({ features: [{ geometry }] }).getCenter();
    new Marker({ element, anchor: dot ? "left" : "center", offset: dot ? [12, 0] : [0, 0] }).setLngLat(centre).addTo(map);
    return element;
  });
  const part = () => {
    const taken = [];
    for (const element of elements) {
      const box = element.getBoundingClientRect();
      const free = taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
      element.classList.toggle("covered", !free);
      if (free) taken.push(box);
    }
  };
  map.on("moveend", part);
  map.once("idle", part);
}

// Pointing at a shape tells its words and lights its row; pointing at a row, or walking to it, lights the shape.
function link(map, figure, data) {
  const hover = figure.querySelector("[data-hover]");
  const rows = new Map([...figure.querySelectorAll("[data-feature]")].map((row) => [row.dataset.feature, row]));
  const byId = new Map(data.shapes.features.map((one) => [one.properties.id, one]));
  let lit = null;
  const light = (id) => {
    if (id === lit) return;
    if (lit !== null) map.setFeatureState({ source: "shapes", id: lit }, { here: false });
    rows.get(lit)?.classList.remove("here");
    lit = id;
    hover.hidden = id === null;
    if (id === null) return;
    map.setFeatureState({ source: "shapes", id }, { here: true });
    rows.get(id)?.classList.add("here");
    const { label, value, note } = byId.get(id).properties;
    const amount = value === null ? "" : `${data.measure} ${value.toLocaleString("zh-CN")} ${data.unit}`;
    hover.textContent = [label, amount, note].filter(Boolean).join(" · ");
  };
  const at = (point) => map.queryRenderedFeatures(point, { layers: ["dots", "areas"] })[0]?.properties.id ?? null;
  map.on("mousemove", (event) => {
    const id = at(event.point);
    map.getCanvas().style.cursor = id && byId.get(id).properties.url ? "pointer" : "";
    light(id);
  });
  map.on("mouseout", () => light(null));
  map.on("click", (event) => {
    const url = byId.get(at(event.point))?.properties.url;
    if (url) location.assign(url);
  });
  for (const [id, row] of rows) {
    for (const come of ["mouseenter", "focusin"]) row.addEventListener(come, () => light(id));
    for (const go of ["mouseleave", "focusout"]) row.addEventListener(go, () => light(null));
  }
}

function paint(map, steps) {
  for (const layer of layers(steps)) {
    for (const [name, value] of Object.entries(layer.paint)) map.setPaintProperty(layer.id, name, value);
  }
}

export async function draw(figure) {
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const box = figure.querySelector("[data-box]");
  if (!data.shapes.features.length) throw new Error("no shapes to draw");
  await style();
  box.hidden = false;
  const map = new Globe({
    container: box,
    style: { version: 8, sources: { shapes: { type: "geojson", data: data.shapes, promoteId: "id" } }, layers: layers(data.steps) },
    bounds: bounds(data.shapes), fitBoundsOptions: { padding: 36, maxZoom: 15 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, cooperativeGestures: false, locale: WORDS,
    fadeDuration: 0, renderWorldCopies: false,
  });
  map.scrollZoom.disable();
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  labels(map, data.shapes);
  link(map, figure, data);
  new MutationObserver(() => paint(map, data.steps)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
