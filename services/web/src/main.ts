/** Puts the shell on the page and starts the router. */

import { showHome } from "./home";
import { showOperations } from "./operations/page";
import { showPredict } from "./predict/page";
import { startRouter } from "./router";
import { buildShell } from "./shell";

const app = document.getElementById("app");
if (app) {
  const shell = buildShell();
  app.replaceChildren(...shell.parts);
  startRouter(shell.main, { "": showHome, predict: showPredict, operations: showOperations }, shell.here);
}
