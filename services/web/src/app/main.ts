/** Puts the shell on the page and starts the router. */

import { showPredict } from "../predict/page";
import { h } from "../ui/dom";
import type { Show } from "../ui/view";
import { say } from "../words/app";
import { spoken } from "../words/language";
import { begin } from "./begin";
import { showHome } from "./home";
import { startRouter } from "./router";
import { buildShell } from "./shell";

/** A view whose code comes only to those who go there: visitors answer questions, and need none of it. */
const later = (load: () => Promise<Show>): Show => (view) => {
  Promise.all([load(), import("./later.css")]).then(async ([show]) => {
    await spoken();
    if (!view.signal.aborted) show(view);
  }).catch(() => {
    if (view.signal.aborted) return;
    view.main.append(h("div", { class: "wrap notice-page", role: "alert" }, h("h1", {}, say.notLoaded), h("p", {}, say.loadAgain)));
  });
};

void begin((app) => {
  const main = h("main", { id: "main", tabindex: "-1" });
  let shell = buildShell(main, redraw);
  app.replaceChildren(...shell.parts);
  const show = startRouter(main, {
    "": showHome,
    predict: showPredict,
    operations: later(() => import("../operations/page").then((room) => room.showOperations)),
    report: later(() => import("../report/page").then((room) => room.showReport)),
    compare: later(() => import("../report/compare/page").then((room) => room.showCompare)),
    validation: later(() => import("../report/validation/page").then((room) => room.showValidation)),
    card: later(() => import("../card/page").then((room) => room.showCard)),
  }, (place) => shell.here(place));

  function redraw(): void {
    shell = buildShell(main, redraw);
    app.replaceChildren(...shell.parts);
    show();
  }
});
