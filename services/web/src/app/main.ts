/** Puts the shell on the page and starts the router. */

import { showPredict } from "../predict/page";
import { h } from "../ui/dom";
import type { Show } from "../ui/view";
import { showHome } from "./home";
import { startRouter } from "./router";
import { buildShell } from "./shell";

/** A view whose code comes only to those who go there: visitors answer questions, and need none of it. */
const later = (load: () => Promise<Show>): Show => (view) => {
  load().then(
    (show) => {
      if (!view.signal.aborted) show(view);
    },
    () => {
      if (view.signal.aborted) return;
      view.main.append(h("div", { class: "wrap notice-page", role: "alert" },
        h("h1", {}, "This page could not be loaded"),
        h("p", {}, "The server did not answer, or has a newer version of it. Load the page again.")));
    });
};

const app = document.getElementById("app");
if (app) {
  const shell = buildShell();
  app.replaceChildren(...shell.parts);
  startRouter(shell.main, {
    "": showHome,
    predict: showPredict,
    operations: later(() => import("../operations/page").then((room) => room.showOperations)),
    report: later(() => import("../report/page").then((room) => room.showReport)),
    compare: later(() => import("../report/compare/page").then((room) => room.showCompare)),
    validation: later(() => import("../report/validation/page").then((room) => room.showValidation)),
    card: later(() => import("../card/page").then((room) => room.showCard)),
  }, shell.here);
}
