/** Translations that are not used: whoever reads that language gets the declaration's own texts until somebody mends them. */

import type { BrokenTranslation } from "../net/wire/predictors";
import { h } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { say } from "../words/translations";

export function brokenTranslations(broken: BrokenTranslation[]): HTMLElement | null {
  if (broken.length === 0) return null;
  return h("section", { class: "alert alert-warning", "data-broken-translations": true, "aria-label": say.region },
    icon("warning"),
    h("div", {}, broken.map(({ folder, file, errors }) => [
      h("p", {}, h("strong", {}, h("code", {}, ["predictors", folder, file].join("/"))), ` ${say.notUsed}`),
      // A new text of the declaration is missing in each of them, and a file that is only begun misses a hundred.
      h("details", { class: "more", open: errors.length <= 5 }, h("summary", {}, say.faults(errors.length)),
        h("ul", {}, errors.map(({ pointer, detail }) => h("li", {}, h("code", {}, dotted(pointer)), " ", english(detail))))),
    ])));
}

/** As people who write YAML say it: fields.BMI.label. */
export const dotted = (pointer: string): string =>
  pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
