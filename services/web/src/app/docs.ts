/** The page of the API, which is a document of its own: whoever answers questions needs none of its code. */

import { showCalls } from "../docs/page";
import { buildShell } from "./shell";

const app = document.getElementById("app");
if (app) {
  const shell = buildShell();
  app.replaceChildren(...shell.parts);
  showCalls(shell.main);
}
