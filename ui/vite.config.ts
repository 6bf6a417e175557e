import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const server = process.env["RUNLORE_DEV_SERVER"] ?? "http://127.0.0.1:5000";

export default defineConfig({
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/runlore/server/ui",
    emptyOutDir: true,
    target: "es2022",
    // The server's content security policy has no data: source, so nothing may be inlined.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        codeSplitting: {
          // What most pages share comes as one: fewer requests, and more for gzip to find alike.
          groups: [
            { name: "shared", test: /src[/](lib|api|data|components)[/]/, minShareCount: 6 },
          ],
        },
      },
    },
  },
  server: {
    // The server checks Host and Origin, so the proxy speaks in its name.
    proxy: {
      "/api": {
        target: server,
        changeOrigin: true,
        configure: (proxy) => proxy.on("proxyReq", (request) => request.removeHeader("origin")),
      },
    },
  },
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    environment: "node",
    setupFiles: ["tests/setup.ts"],
  },
});
