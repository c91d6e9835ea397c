// Bundles the two drawing libraries into laoyou/web/static/web/dist/ (not kept in git).
// Everything else of the front end is plain modules and needs no build.
// Copies the Chinese font for paper to laoyou/web/fonts/ (not kept in git either): web/pdf.py embeds what is used of it.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const noto = fileURLToPath(new URL("node_modules/@expo-google-fonts/noto-sans-sc/", import.meta.url));
const fonts = fileURLToPath(new URL("../laoyou/web/fonts/", import.meta.url));
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

await mkdir(fonts, { recursive: true });
await Promise.all([
  copyFile(`${noto}400Regular/NotoSansSC_400Regular.ttf`, `${fonts}NotoSansSC-Regular.ttf`),
  copyFile(`${noto}700Bold/NotoSansSC_700Bold.ttf`, `${fonts}NotoSansSC-Bold.ttf`),
  copyFile(`${noto}LICENSE_FONT`, `${fonts}LICENSE`),
]);
