/** Every call of the API, drawn from /openapi.json: to be read, and to be tried against this server. */

import build from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";
import { key } from "../net/key";
import { h, replace } from "../ui/dom";
import { say } from "../words/docs";

const DOCUMENT = "openapi.json";

/** What the shell says already is not said again. */
const nothing = () => () => null;

/** @returns what says again what stands above the calls, in another language */
export function showCalls(main: HTMLElement): () => void {
  const head = h("div", { class: "wrap page-head" });
  const place = h("div", { class: "calls", "data-calls": true, lang: "en" });
  const speak = (): void => replace(head,
    h("h1", {}, say.heading),
    h("p", { class: "lead" }, say.lead),
    h("p", {}, h("a", { href: DOCUMENT }, say.document)));
  speak();
  main.append(head, h("div", { class: "wrap" }, place));
  followColours();

  const ui = build({
    url: DOCUMENT,
    domNode: place,
    presets: [build.presets.apis],
    plugins: [{ wrapComponents: { InfoContainer: nothing, ServersContainer: nothing } }],
    layout: "BaseLayout",
    deepLinking: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 2,
    // Or it would ask a server on the internet what it thinks of the document.
    validatorUrl: null,
    onComplete: () => {
      const held = key();
      if (held !== null) ui.preauthorizeApiKey("key", held);
    },
  });
  return speak;
}

/** Swagger UI has its colours for the dark behind a class. */
function followColours(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => {
    document.documentElement.classList.toggle("dark-mode", dark.matches);
  };
  dark.addEventListener("change", follow);
  follow();
}
