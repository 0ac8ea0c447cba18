/** Each figure beside that of the training, and a word about the distance between them. */

import type { ComparedFigure } from "../../net/wire/validations";
import { foundPill } from "../../status/difference";
import { said } from "../../status/said";
import { h, type Child } from "../../ui/dom";
import { english } from "../../ui/english";
import { between, decimal, minus, percent, signed } from "../../words/numbers";
import { say } from "../../words/validation";

const DIGITS: Record<string, number> = { log_loss: 4, brier: 4 };

export function comparedTable(figures: ComparedFigure[]): HTMLElement {
  return h("table", { class: "compared", "data-chart": "compared" },
    h("caption", { class: "visually-hidden" }, say.comparedCaption),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, say.figure), h("th", { scope: "col" }, say.here), h("th", { scope: "col" }, say.inTraining),
      h("th", { scope: "col", class: "numeric" }, say.z), h("th", { scope: "col" }, say.whatItSays))),
    h("tbody", {}, figures.map((figure) => h("tr", { "data-figure": figure.name },
      h("th", { scope: "row" }, say.figures[figure.name] ?? english(figure.label)),
      h("td", { "data-label": say.here }, value(figure, figure.here)),
      h("td", { "data-label": say.inTraining }, value(figure, figure.training)),
      h("td", { class: "numeric", "data-label": say.z }, figure.z === null ? "–" : signed(figure.z, 1)),
      h("td", { class: "compared-words" }, foundPill(figure.found), h("span", { class: "cell-note" }, said(figure.words)))))));
}

function value({ name }: ComparedFigure, measured: ComparedFigure["here"]): Child {
  if (measured === null) return "–";
  const write = (each: number) => (name === "prevalence" ? percent(each) : minus(decimal(each, DIGITS[name] ?? 3)));
  return h("span", {}, write(measured.estimate), measured.low === null || measured.high === null ? null : h("span", { class: "cell-note" }, between(write(measured.low), write(measured.high))));
}
