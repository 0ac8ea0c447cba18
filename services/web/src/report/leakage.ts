/** Leakage: which values may be known only after the outcome, or say whose a row is, and what the declaration answers. */

import type { Report } from "../net/wire/report";
import { saidAll } from "../status/said";
import { h } from "../ui/dom";
import { say } from "../words/report";
import { say as shared } from "../words/shared";
import { section } from "./section";

export function leakageSection({ questions }: Report): HTMLElement | null {
  if (!questions) return null;
  return section("leakage", say.leakage,
    questions.length === 0
      ? say.noQuestions
      : say.questions,
    questions.length === 0 ? null : h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say.askedAbout },
      h("table", { class: "checks" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.value), h("th", { scope: "col" }, say.answer))),
        h("tbody", {}, questions.map(({ field, label, evidence, answer }) => h("tr", { "data-question": field, "data-answered": String(answer !== null) },
          h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, saidAll(evidence, "; "), shared.stop)),
          h("td", { "data-label": say.answer }, answer ?? h("span", { class: "pill pill-warning" }, say.notAnswered))))))));
}
