/** Translations that are not used: whoever reads that language gets the declaration's own texts until somebody mends them. */

import type { BrokenTranslation } from "../net/wire/predictors";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/translations";

export function brokenTranslations(broken: BrokenTranslation[]): HTMLElement | null {
  if (broken.length === 0) return null;
  return h("section", { class: "alert alert-warning", "data-broken-translations": true, "aria-label": say.region },
    icon("warning"),
    h("div", {}, broken.map(({ folder, file, errors }) => [
      h("p", {}, h("strong", {}, h("code", {}, `predictors/${folder}/${file}`)), ` ${say.notUsed}`),
      h("ul", {}, errors.map(({ pointer, detail }) => h("li", {}, h("code", {}, pointer), ` ${detail}`))),
    ])));
}
