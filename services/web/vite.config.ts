import { defineConfig } from "vite";

// The pages are served under a content security policy that knows 'self' alone.
// So nothing may be inlined: no data: fonts, no inline polyfill, no inline style.
export default defineConfig({
  base: "/",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: { input: ["index.html", "docs.html"] },
    // Of these pages the API's document alone brings a library of this size, to those who open it.
    chunkSizeWarningLimit: 2000,
  },
  server: {
    // `npm run dev` talks to a stack that is already up.
    proxy: { "/api": "http://127.0.0.1:8080", "/openapi.json": "http://127.0.0.1:8080" },
  },
});
