/** The way from one predictor's desk to another's: tabs for a few, a list to choose from where they would not fit. */

import type { PredictorList } from "../net/wire/predictors";
import { operationsAddress } from "../ui/addresses";
import { freshId, h } from "../ui/dom";
import { count } from "../words/numbers";

/** More than these stand in no line at 1280 pixels. */
const IN_A_LINE = 6;

export function tabs({ predictors }: PredictorList, chosen: string | undefined): HTMLElement {
  if (predictors.length > IN_A_LINE) return list(predictors, chosen);
  return h("nav", { class: "tabs", "aria-label": "Predictors" }, predictors.map(({ name, title }) =>
    h("a", { href: operationsAddress(name), "aria-current": name === chosen ? "page" : null }, title)));
}

/** In the order of their titles: that is how one is looked for. */
function list(predictors: PredictorList["predictors"], chosen: string | undefined): HTMLElement {
  const known = predictors.some(({ name }) => name === chosen);
  const select = h("select", { id: freshId("predictor"), "data-predictors": predictors.length, onchange: () => (location.hash = operationsAddress(select.value)) },
    known ? null : h("option", { value: "", selected: true }, "Choose one"),
    [...predictors].sort((a, b) => a.title.localeCompare(b.title, "en")).map(({ name, title, champion }) =>
      h("option", { value: name, selected: name === chosen }, champion ? title : `${title} (no model yet)`)));
  return h("nav", { class: "predictor-list", "aria-label": "Predictors" },
    h("label", { for: select.id }, `Predictor, one of ${count(predictors.length)}`), select);
}
