/** The page of the API, which is a document of its own: whoever answers questions needs none of its code. */

import { showCalls } from "../docs/page";
import { nothingKept } from "../docs/tried";
import { h } from "../ui/dom";
import { begin } from "./begin";
import { buildShell } from "./shell";

void begin((app) => {
  const main = h("main", { id: "main", tabindex: "-1" });
  const kept = nothingKept();
  let shown = new AbortController();
  const draw = (): void => {
    shown.abort();
    shown = new AbortController();
    app.replaceChildren(...buildShell(main, draw).parts);
    showCalls(main, kept, shown.signal);
  };
  draw();
});
