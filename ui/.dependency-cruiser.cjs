// The layers of the UI (ARCHITECTURE.md): main → app → pages → {panels → components, charts, data,
// grid} → {series, api} → lib. A folder may import those to its right, never back.
const below = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: `^src/(${[from, ...allowed].join("|")})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    below("lib-is-the-ground", "lib", []),
    below("api-stands-on-lib", "api", ["lib"]),
    below("series-stands-on-lib", "series", ["lib"]),
    below("charts-stand-on-series", "charts", ["series", "lib"]),
    below("grid-stands-on-lib", "grid", ["lib"]),
    below("components-stand-on-lib", "components", ["lib"]),
    below("data-stands-on-api", "data", ["api", "series", "lib"]),
    below("panels", "panels", ["components", "charts", "data", "grid", "series", "lib"]),
    below("pages", "pages", ["panels", "components", "charts", "data", "grid", "series", "lib"]),
    below("app", "app", ["pages", "components", "data", "lib"]),
    {
      name: "only-data-speaks-to-the-api",
      severity: "error",
      from: { pathNot: "^src/(data|api)/" },
      to: { path: "^src/api/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pages-are-strangers",
      severity: "error",
      from: { path: "^src/pages/([^/]+)/" },
      to: { path: "^src/pages/", pathNot: "^src/pages/$1/" },
    },
    {
      name: "panels-are-strangers",
      severity: "error",
      from: { path: "^src/panels/([^/]+)/" },
      to: { path: "^src/panels/[^/]+/", pathNot: "^src/panels/$1/" },
    },
    {
      name: "fast-parts-are-framework-free",
      severity: "error",
      from: { path: "^src/(charts|series|grid|api)/" },
      to: { path: "preact|@preact", reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".css"] },
  },
};
