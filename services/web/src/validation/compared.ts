/** Each figure beside that of the training, and a word about the distance between them. */

import { h, type Child } from "../dom";
import { decimal, percent } from "../format";
import { sign } from "../marks";
import { minus, signed } from "../report/words";
import type { FigureBeside } from "../wire";

const FOUND: Record<FigureBeside["found"], [string, string]> = {
  alike: ["Within chance", "pill pill-good"],
  perhaps: ["Perhaps", "pill"],
  differs: ["Differs", "pill pill-warning"],
  "cannot tell": ["No telling", "pill"],
};
const DIGITS: Record<string, number> = { log_loss: 4, brier: 4 };

export function foundPill(found: FigureBeside["found"], words?: string): HTMLElement {
  const [label, look] = FOUND[found] ?? [found, "pill"];
  return h("span", { class: look, "data-found": found }, found === "alike" ? sign("check") : null, words ?? label);
}

export function comparedTable(figures: FigureBeside[]): HTMLElement {
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

function value({ name }: FigureBeside, told: FigureBeside["here"]): Child {
  if (told === null) return "–";
  const write = (each: number) => (name === "prevalence" ? percent(each) : minus(decimal(each, DIGITS[name] ?? 3)));
  return h("span", {}, write(told.estimate), told.low === null || told.high === null ? null : h("span", { class: "cell-note" }, `${write(told.low)} to ${write(told.high)}`));
}
