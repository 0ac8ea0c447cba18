/** How the model does among men, women, the old, the young: groups that the declaration names. */

import { files } from "../charts/files";
import { forestPicture } from "../charts/forest";
import { intervalTrack, scaleOf, type Scale } from "../charts/interval";
import type { Estimate, Measures, Report, Subgroup } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, spanOf } from "../words/numbers";
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
    `Recall is measured where it is ${Math.round(recall * 100)} % over everybody. The upright line is the value of everybody, or 1 for observed / expected. Under 20 events there are too few for a figure; under 100 the group is not judged, and its figures are faded.`,
    h("table", { class: "forest forest-groups", "data-chart": "subgroups" },
      h("caption", { class: "visually-hidden" }, "Figures in subgroups, with 95 % intervals"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Group"), h("th", { scope: "col", class: "numeric" }, "People"), h("th", { scope: "col", class: "numeric" }, "Events"),
        MEASURES.map(({ key, label, digits }) => h("th", { scope: "col" }, label, h("span", { class: "cell-note" }, `line at ${decimal(overall[key], digits)}`))))),
      fields.map((field) => h("tbody", {},
        h("tr", { class: "forest-field" }, h("th", { colspan: 3 + MEASURES.length, scope: "rowgroup" }, groups.find((group) => group.field === field)?.label ?? field)),
        groups.filter((group) => group.field === field).map((group) => row(group, scales))))),
    h("div", { class: "chart-files-several" }, MEASURES.map((measure) => filesOf(measure, groups, scales.get(measure.key) ?? null))));
}

/** A picture for each figure: three scales do not go into one. */
function filesOf({ key, label, digits }: (typeof MEASURES)[number], groups: Subgroup[], scale: Scale | null): HTMLElement | null {
  if (!scale) return null;
  const known = groups.flatMap((group) => {
    const mark = group[key];
    return mark ? [{ label: `${group.label}: ${group.group}`, mark, words: `${decimal(mark.estimate, digits)} (${spanOf([mark.low, mark.high], digits)})`, strong: !group.too_few }] : [];
  });
  return files(`subgroups-${key}`, `${label} in subgroups`, () => forestPicture(`${label} in subgroups`, known, scale), {
    columns: ["field", "group", "people", "events", "judged", key, "low", "high"],
    rows: groups.map((group) => [group.label, group.group, group.n, group.events, group.too_few ? "no" : "yes", group[key]?.estimate ?? null, group[key]?.low ?? null, group[key]?.high ?? null]),
  }, label);
}

function row(group: Subgroup, scales: Map<Key, Scale | null>): HTMLElement {
  return h("tr", { "data-subgroup": `${group.field}: ${group.group}`, class: group.too_few ? "is-few" : "" },
    h("th", { scope: "row" }, group.group),
    h("td", { class: "numeric", "data-label": "People" }, count(group.n)),
    h("td", { class: "numeric", "data-label": "Events" }, count(group.events)),
    MEASURES.every(({ key }) => group[key] === null) ? h("td", { colspan: MEASURES.length, class: "muted forest-few" }, "too few")
      : MEASURES.map(({ key, label, digits }) => cell(group[key], scales.get(key) ?? null, label, digits)));
}

function cell(interval: Estimate | null, scale: Scale | null, label: string, digits: number): HTMLElement {
  return h("td", { class: "forest-cell", "data-label": label }, !interval || !scale ? "–" : h("div", { class: "forest-both" },
    intervalTrack(interval, scale),
    h("span", { class: "forest-value" }, decimal(interval.estimate, digits), h("span", { class: "muted cell-note" }, spanOf([interval.low, interval.high], digits)))));
}
