/** How the model does among men, women, the old, the young: groups that the declaration names. */

import { intervalTrack, scaleOf, type Scale } from "../charts/interval";
import type { Estimate, Measures, Report, Subgroup } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal } from "../ui/format";
import { section } from "./section";

type Key = "auroc" | "recall" | "observed_expected";
const MEASURES: { key: Key; label: string; digits: number }[] = [
  { key: "auroc", label: "AUROC", digits: 3 },
  { key: "recall", label: "Recall", digits: 2 },
  { key: "observed_expected", label: "Observed / expected", digits: 2 },
];

export function subgroupsSection({ subgroups, evaluation }: Pick<Report, "subgroups"> & { evaluation: { winner: Measures } }): HTMLElement {
  const { groups, recall } = subgroups;
  if (groups.length === 0) {
    return section("subgroups", "Subgroups", "The declaration of this predictor names no groups to look at.");
  }
  const overall: Record<Key, number | null> = { auroc: evaluation.winner.auroc, recall, observed_expected: 1 };
  const scales = new Map(MEASURES.map(({ key }) => {
    const marks = groups.flatMap((group) => group[key] ?? []);
    return [key, marks.length > 0 ? scaleOf(marks, overall[key]) : null];
  }));
  const fields = [...new Set(groups.map(({ field }) => field))];
  return section("subgroups", "Subgroups",
    `Recall is measured where it is ${Math.round(recall * 100)} % over everybody. The upright line is the value of everybody, or 1 for observed / expected. Under 100 events there are too few for a figure.`,
    h("table", { class: "forest forest-groups", "data-chart": "subgroups" },
      h("caption", { class: "visually-hidden" }, "Figures in subgroups, with 95 % intervals"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Group"), h("th", { scope: "col", class: "numeric" }, "People"), h("th", { scope: "col", class: "numeric" }, "Events"),
        MEASURES.map(({ key, label, digits }) => h("th", { scope: "col" }, label, h("span", { class: "cell-note" }, `line at ${decimal(overall[key], digits)}`))))),
      fields.map((field) => h("tbody", {},
        h("tr", { class: "forest-field" }, h("th", { colspan: 3 + MEASURES.length, scope: "rowgroup" }, groups.find((group) => group.field === field)?.label ?? field)),
        groups.filter((group) => group.field === field).map((group) => row(group, scales))))));
}

function row(group: Subgroup, scales: Map<Key, Scale | null>): HTMLElement {
  return h("tr", { "data-subgroup": `${group.field}: ${group.group}`, class: group.too_few ? "is-few" : "" },
    h("th", { scope: "row" }, group.group),
    h("td", { class: "numeric", "data-label": "People" }, count(group.n)),
    h("td", { class: "numeric", "data-label": "Events" }, count(group.events)),
    group.too_few ? h("td", { colspan: MEASURES.length, class: "muted forest-few" }, "too few")
      : MEASURES.map(({ key, label, digits }) => cell(group[key], scales.get(key) ?? null, label, digits)));
}

function cell(interval: Estimate | null, scale: Scale | null, label: string, digits: number): HTMLElement {
  return h("td", { class: "forest-cell", "data-label": label }, !interval || !scale ? "–" : h("div", { class: "forest-both" },
    intervalTrack(interval, scale),
    h("span", { class: "forest-value" }, decimal(interval.estimate, digits), h("span", { class: "visually-hidden" }, ` (${decimal(interval.low, digits)} to ${decimal(interval.high, digits)})`))));
}
