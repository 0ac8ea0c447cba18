/** Every call of the API, drawn from /openapi.json: to be read, and to be tried against this server. */

import build from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";
import { key } from "../net/key";
import { h } from "../ui/dom";

const DOCUMENT = "openapi.json";

/** What the shell says already is not said again. */
const nothing = () => () => null;

export function showCalls(main: HTMLElement): void {
  const place = h("div", { class: "calls", "data-calls": true });
  main.append(
    h("div", { class: "wrap page-head" },
      h("h1", {}, "API"),
      h("p", { class: "lead" }, "Every call that this server takes, each predictor with its own inputs. What is tried here is sent to this server and nowhere else; what changes something needs a key."),
      h("p", {}, h("a", { href: DOCUMENT }, "OpenAPI 3.1 document"))),
    h("div", { class: "wrap" }, place));
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
