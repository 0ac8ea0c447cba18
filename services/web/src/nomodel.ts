/** What a visitor is told where the first training failed: it is nothing that they did, and somebody can see why. */

import { h } from "./dom";

export function noModelYet(name: string): HTMLElement {
  return h("span", { "data-no-model": true },
    "The first training did not succeed, so there is no model yet. Whoever runs this Bellwether sees the reason under ",
    h("a", { href: `#/operations/${encodeURIComponent(name)}` }, "Operations"), ".");
}
