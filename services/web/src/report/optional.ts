/** Which fields may be left unknown although no row lacks them, and what proves it. */

import type { Report } from "../net/wire/report";
import { said } from "../status/said";
import { h } from "../ui/dom";
import { count, decimal, signed, withInterval } from "../words/numbers";
import { say } from "../words/report";
import { say as shared } from "../words/shared";
import { section } from "./section";

export function optionalSection({ optional }: Report): HTMLElement | null {
  if (!optional || optional.length === 0) return null;
  const rows = Math.max(...optional.map((each) => each.rows));
  const loss = (value: number | null) => (value === null ? "–" : decimal(value, 4));
  const [, unknown, without, ratio] = say.optionalHeads;
  return section("optional", say.optional,
    say.optionalLead,
    rows > 0 ? h("p", {}, say.leftUnknown(count(rows))) : null,
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say.optionalFields },
      h("table", { class: "checks", "data-chart": "optional" },
        h("thead", {}, h("tr", {}, say.optionalHeads.map((text) => h("th", { scope: "col" }, text)), h("td"))),
        h("tbody", {}, optional.map((each) => h("tr", { "data-optional": each.field, "data-offered": each.offered },
          h("th", { scope: "row" }, each.label),
          h("td", { "data-label": unknown }, loss(each.log_loss), each.difference === null ? null : h("span", { class: "cell-note" }, say.standardError(signed(each.difference, 4), decimal(each.standard_error ?? 0, 4)))),
          h("td", { "data-label": without }, loss(each.without)),
          h("td", { "data-label": ratio }, withInterval(each.observed_expected, 2)),
          h("td", {}, h("span", { class: each.offered ? "pill pill-good" : "pill pill-warning" }, each.offered ? say.mayBeUnknown : say.staysRequired))))))),
    optional.filter((each) => !each.offered).map((each) => h("p", { class: "muted" }, say.whyRequired(each.label), said(each.why ?? ""), shared.stop)));
}
