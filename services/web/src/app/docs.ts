/** The page of the API, which is a document of its own: whoever answers questions needs none of its code. */

import { showCalls } from "../docs/page";
import { h } from "../ui/dom";
import { begin } from "./begin";
import { buildShell } from "./shell";

void begin((app) => {
  const main = h("main", { id: "main", tabindex: "-1" });
  let speak = (): void => {};
  // What was tried would be lost by drawing it again: what stands around it changes its language.
  const draw = (): void => {
    app.replaceChildren(...buildShell(main, draw).parts);
    speak();
  };
  draw();
  speak = showCalls(main);
});
