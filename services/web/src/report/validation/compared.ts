/** Each figure beside that of the training, and a word about the distance between them. */

import type { ComparedFigure } from "../../net/wire/validations";
import { foundPill } from "../../status/difference";
import { h, type Child } from "../../ui/dom";
import { decimal, minus, percent, signed } from "../../words/numbers";

const DIGITS: Record<string, number> = { log_loss: 4, brier: 4 };

export function comparedTable(figures: ComparedFigure[]): HTMLElement {
  return h("table", { class: "compared", "data-chart": "compared" },
    h("caption", { class: "visually-hidden" }, "Each figure here and in training, with 95 % intervals"),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, "Figure"), h("th", { scope: "col" }, "Here"), h("th", { scope: "col" }, "In training"),
      h("th", { scope: "col", class: "numeric" }, "z"), h("th", { scope: "col" }, "What it says"))),
    h("tbody", {}, figures.map((figure) => h("tr", { "data-figure": figure.name },
      h("th", { scope: "row" }, figure.label),
      h("td", { "data-label": "Here" }, value(figure, figure.here)),
      h("td", { "data-label": "In training" }, value(figure, figure.training)),
      h("td", { class: "numeric", "data-label": "z" }, figure.z === null ? "–" : signed(figure.z, 1)),
      h("td", { class: "compared-words" }, foundPill(figure.found), h("span", { class: "cell-note" }, figure.words))))));
}

function value({ name }: ComparedFigure, measured: ComparedFigure["here"]): Child {
  if (measured === null) return "–";
  const write = (each: number) => (name === "prevalence" ? percent(each) : minus(decimal(each, DIGITS[name] ?? 3)));
  return h("span", {}, write(measured.estimate), measured.low === null || measured.high === null ? null : h("span", { class: "cell-note" }, `${write(measured.low)} to ${write(measured.high)}`));
}
