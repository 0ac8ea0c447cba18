/** Declarations that the server cannot read: nothing for visitors, but an operator can mend them. */

import type { BrokenFolder } from "../net/wire/predictors";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";

export function brokenFolders(broken: BrokenFolder[]): HTMLElement | null {
  if (broken.length === 0) return null;
  return h("section", { class: "alert alert-warning", "data-broken": true, "aria-label": "Declarations that cannot be read" },
    icon("warning"),
    h("div", {}, broken.map(({ folder, errors }) => [
      h("p", {}, h("strong", {}, "The declaration in ", h("code", {}, `predictors/${folder}`), " cannot be read, so visitors do not see it.")),
      h("ul", {}, errors.map(({ pointer, detail }) => h("li", {}, h("code", {}, pointer), ` ${detail}`))),
    ])));
}
