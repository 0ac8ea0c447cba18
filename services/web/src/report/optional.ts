/** Which fields may be left unknown although no row lacks them, and what proves it. */

import type { Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, signed, withInterval } from "../words/numbers";
import { section } from "./section";

export function optionalSection({ optional }: Report): HTMLElement | null {
  if (!optional || optional.length === 0) return null;
  const rows = Math.max(...optional.map((each) => each.rows));
  const loss = (value: number | null) => (value === null ? "–" : decimal(value, 4));
  return section("optional", "What may be left unknown",
    "Where somebody does not know one of these, the answer is the average over its plausible values given all others, with the range that holds 90 % of them. It assumes that being unknown tells nothing by itself.",
    rows > 0 ? h("p", {}, `Each was left unknown in ${count(rows)} rows that measure. The log loss may lie at most 0.002 above that of a model made without the field, and the interval of observed to expected must hold 1.`) : null,
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Fields that may be left unknown" },
      h("table", { "data-chart": "optional" },
        h("thead", {}, h("tr", {}, ["Field", "Log loss, unknown", "Log loss, model without it", "Observed / expected", ""].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, optional.map((each) => h("tr", { "data-optional": each.field, "data-offered": each.offered },
          h("th", { scope: "row" }, each.label),
          h("td", {}, loss(each.log_loss), each.difference === null ? null : h("span", { class: "cell-note" }, `${signed(each.difference, 4)}, SE ${decimal(each.standard_error ?? 0, 4)}`)),
          h("td", {}, loss(each.without)),
          h("td", {}, withInterval(each.observed_expected, 2)),
          h("td", {}, h("span", { class: each.offered ? "pill pill-good" : "pill pill-warning" }, each.offered ? "may be unknown" : "stays required"))))))),
    optional.filter((each) => !each.offered).map((each) => h("p", { class: "muted" }, `${each.label} stays required: ${each.why}.`)));
}
