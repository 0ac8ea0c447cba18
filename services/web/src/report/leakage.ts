/** Leakage: which values may be known only after the outcome, or say whose a row is, and what the declaration answers. */

import type { Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { section } from "./section";

export function leakageSection({ questions }: Report): HTMLElement | null {
  if (!questions) return null;
  return section("leakage", "Known before the outcome?",
    questions.length === 0
      ? "No value looks as if it were known only after the outcome, or as if it named somebody."
      : "A value that is known only after the outcome makes a model look better than it can be, and so do rows of one person whom nothing tells apart. These were asked about; the declaration answers, and until it does no version is published by itself.",
    questions.length === 0 ? null : h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Values that were asked about" },
      h("table", { class: "checks" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Value"), h("th", { scope: "col" }, "Answer"))),
        h("tbody", {}, questions.map(({ field, label, evidence, answer }) => h("tr", { "data-question": field, "data-answered": String(answer !== null) },
          h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, `${evidence.join("; ")}.`)),
          h("td", { "data-label": "Answer" }, answer ?? h("span", { class: "pill pill-warning" }, "Not answered"))))))));
}
