/** Declarations that the server cannot read: nothing for visitors, but an operator can mend them. */

import type { BrokenFolder } from "../net/wire/predictors";
import { h } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { say } from "../words/operations";

export function brokenFolders(broken: BrokenFolder[]): HTMLElement | null {
  if (broken.length === 0) return null;
  return h("section", { class: "alert alert-warning", "data-broken": true, "aria-label": say.broken },
    icon("warning"),
    h("div", {}, broken.map(({ folder, errors }) => [
      h("p", {}, h("strong", {}, say.brokenFolder[0], h("code", {}, `predictors/${folder}`), say.brokenFolder[1])),
      h("ul", {}, errors.map(({ pointer, detail }) => h("li", {}, h("code", {}, pointer), " ", english(detail)))),
    ])));
}
