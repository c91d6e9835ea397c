// The parts of MapLibre GL that map.js uses.
export { LngLatBounds, Map, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
