// Bundles the two drawing libraries into laoyou/web/static/web/dist/ (not kept in git).
// Everything else of the front end is plain modules and needs no build.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../laoyou/web/static/web/dist/", import.meta.url));

await rm(out, { recursive: true, force: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: {
    echarts: "echarts.mjs",
    maplibre: "maplibre.mjs",
    "maplibre-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-style": "maplibre-gl/dist/maplibre-gl.css",
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome100", "firefox100", "safari15"],
  legalComments: "eof",
  metafile: true,
  logLevel: "warning",
});

for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) {
  console.log(`${String(Math.round(bytes / 1024)).padStart(6)} KB  ${file.split("/").pop()}`);
}
