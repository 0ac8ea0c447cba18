/** The way from one predictor's desk to another's: tabs for a few, a list to choose from where they would not fit. */

import type { PredictorList } from "../net/wire/predictors";
import { operationsAddress } from "../ui/addresses";
import { freshId, h } from "../ui/dom";
import { locale } from "../words/language";
import { count } from "../words/numbers";
import { say } from "../words/operations";

/** More than these stand in no line at 1280 pixels. */
const IN_A_LINE = 6;

export function tabs({ predictors }: PredictorList, chosen: string | undefined): HTMLElement {
  if (predictors.length > IN_A_LINE) return list(predictors, chosen);
  return h("nav", { class: "tabs", "aria-label": say.predictors }, predictors.map(({ name, title }) =>
    h("a", { href: operationsAddress(name), "aria-current": name === chosen ? "page" : null }, title)));
}

/** In the order of their titles: that is how one is looked for. */
function list(predictors: PredictorList["predictors"], chosen: string | undefined): HTMLElement {
  const known = predictors.some(({ name }) => name === chosen);
  const select = h("select", { id: freshId("predictor"), "data-predictors": predictors.length, onchange: () => (location.hash = operationsAddress(select.value)) },
    known ? null : h("option", { value: "", selected: true }, say.chooseOne),
    [...predictors].sort((a, b) => a.title.localeCompare(b.title, locale())).map(({ name, title, champion }) =>
      h("option", { value: name, selected: name === chosen }, champion ? title : say.withoutModel(title))));
  return h("nav", { class: "predictor-list", "aria-label": say.predictors },
    h("label", { for: select.id }, say.oneOf(count(predictors.length))), select);
}
