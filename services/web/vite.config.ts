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
  },
  server: {
    // `npm run dev` talks to a stack that is already up.
    proxy: { "/api": "http://127.0.0.1:8080" },
  },
});
