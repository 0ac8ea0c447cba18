import { defineConfig, loadEnv, type Plugin } from "vite";

/** The little that is used of a request: the types of Node.js are not here, so that no module of the page takes them for its own. */
interface Request {
  url?: string;
  originalUrl?: string;
}

/** The page of the API is at /docs, as nginx has it. */
const docsPage: Plugin = {
  name: "docs-page",
  configureServer: ({ middlewares }) => {
    middlewares.use((request: Request, _response: unknown, next: () => void) => {
      if (request.url === "/docs") request.url = "/docs.html";
      next();
    });
  },
};

// The pages are served under a content security policy that knows 'self' alone.
// So nothing may be inlined: no data: fonts, no inline polyfill, no inline style.
export default defineConfig(({ mode }) => {
  // `npm run dev` shows the page of a stack that is already up, wherever it answers.
  const { API = "http://127.0.0.1:8080" } = loadEnv(mode, ".", "API");
  return {
    // Wherever the pages lie, under a path of their own as well.
    base: "./",
    plugins: [docsPage],
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
      // As patterns, so that no module of src/ is taken for a call.
      proxy: Object.fromEntries(["^/api/", "^/v2(/|$)", "^/openapi\\.json$"].map((path) => [path, API])),
    },
  };
});
