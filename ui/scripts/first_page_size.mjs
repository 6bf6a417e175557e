// Fails when the JavaScript of a first page is over its budget of 60 kB, gzipped. A first page is the
// entry, one lazy page and everything that these import statically. Part of "npm run build".
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 60_000;
const folder = fileURLToPath(new URL("../../src/runlore/server/ui/", import.meta.url));
const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, "utf8"));
// It was written for this script alone and is not to be served.
rmSync(`${folder}.vite`, { recursive: true });

function filesOf(name, found = new Set()) {
  const chunk = manifest[name];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const other of chunk.imports ?? []) filesOf(other, found);
  return found;
}

const sizeOf = (file) => gzipSync(readFileSync(folder + file), { level: 9 }).length;
let failed = false;
for (const page of manifest["index.html"].dynamicImports) {
  const files = new Set([...filesOf("index.html"), ...filesOf(page)]);
  const size = [...files]
    .filter((file) => file.endsWith(".js"))
    .map(sizeOf)
    .reduce((a, b) => a + b, 0);
  console.log(`${page}: ${(size / 1000).toFixed(1)} kB of ${BUDGET_BYTES / 1000} kB`);
  failed ||= size > BUDGET_BYTES;
}
if (failed) process.exit(1);
