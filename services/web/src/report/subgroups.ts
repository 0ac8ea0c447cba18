/** How the model does among men, women, the old, the young: groups that the declaration names. */

import { files } from "../charts/files";
import { forestPicture } from "../charts/forest";
import { legend } from "../charts/frame";
import { intervalTrack, scaleOf, type Scale } from "../charts/interval";
import type { Estimate, Measures, Report, Subgroup } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, shortPercent, spanOf } from "../words/numbers";
import { say } from "../words/report-figures";
import { saidOrEnglish } from "../words/said";
import { section } from "./section";

type Key = "auroc" | "recall" | "observed_expected";
const MEASURES: { key: Key; digits: number }[] = [{ key: "auroc", digits: 3 }, { key: "recall", digits: 2 }, { key: "observed_expected", digits: 2 }];

export function subgroupsSection({ subgroups, evaluation }: Pick<Report, "subgroups"> & { evaluation: { winner: Measures } }): HTMLElement {
  const { groups, recall } = subgroups;
  if (groups.length === 0) {
    return section("subgroups", say.subgroups, say.noSubgroups);
  }
  const overall: Record<Key, number | null> = { auroc: evaluation.winner.auroc, recall, observed_expected: 1 };
  const scales = new Map(MEASURES.map(({ key }) => {
    const marks = groups.flatMap((group) => group[key] ?? []);
    return [key, marks.length > 0 ? scaleOf(marks, overall[key]) : null];
  }));
  const fields = [...new Set(groups.map(({ field }) => field))];
  const chart = h("table", { class: "forest forest-groups", "data-chart": "subgroups" },
      h("caption", { class: "visually-hidden" }, say.subgroupsCaption),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.group), h("th", { scope: "col", class: "numeric" }, say.people), h("th", { scope: "col", class: "numeric" }, say.events),
        MEASURES.map(({ key, digits }) => h("th", { scope: "col" }, say.groupMeasures[key], h("span", { class: "cell-note" }, say.lineAt(decimal(overall[key], digits))))))),
      fields.map((field) => h("tbody", {},
        h("tr", { class: "forest-field" }, h("th", { colspan: 3 + MEASURES.length, scope: "rowgroup" }, groups.find((group) => group.field === field)?.label ?? field)),
        groups.filter((group) => group.field === field).map((group) => row(group, scales)))));
  return section("subgroups", say.subgroups,
    say.subgroupsLead(shortPercent(Math.round(recall * 100) / 100)),
    legend(["sample-observed", say.estimateWithInterval]),
    chart,
    h("div", { class: "chart-files-several" }, MEASURES.map((measure) => filesOf(chart, measure, groups, scales.get(measure.key) ?? null))));
}

/** A picture for each figure: three scales do not go into one. */
function filesOf(chart: HTMLElement, { key, digits }: (typeof MEASURES)[number], groups: Subgroup[], scale: Scale | null): HTMLElement | null {
  if (!scale) return null;
  const label = say.groupMeasures[key];
  const title = say.inSubgroups(label);
  const known = groups.flatMap((group) => {
    const mark = group[key];
    return mark ? [{ label: say.groupOf(group.label, saidOrEnglish(group.group)), mark, words: `${decimal(mark.estimate, digits)} (${spanOf([mark.low, mark.high], digits)})`, strong: !group.too_few }] : [];
  });
  return files(chart, `subgroups-${key}`, title, {
    columns: ["field", "group", "people", "events", "judged", key, "low", "high"],
    rows: groups.map((group) => [group.field, group.group, group.n, group.events, group.too_few ? "no" : "yes", group[key]?.estimate ?? null, group[key]?.low ?? null, group[key]?.high ?? null]),
  }, { label, picture: () => forestPicture(title, known, scale) });
}

function row(group: Subgroup, scales: Map<Key, Scale | null>): HTMLElement {
  return h("tr", { "data-subgroup": `${group.field}: ${group.group}`, class: group.too_few ? "is-few" : "" },
    h("th", { scope: "row" }, saidOrEnglish(group.group)),
    h("td", { class: "numeric", "data-label": say.people }, count(group.n)),
    h("td", { class: "numeric", "data-label": say.events }, count(group.events)),
    MEASURES.every(({ key }) => group[key] === null) ? h("td", { colspan: MEASURES.length, class: "muted forest-few" }, say.tooFew)
      : MEASURES.map(({ key, digits }) => cell(group[key], scales.get(key) ?? null, say.groupMeasures[key], digits)));
}

function cell(interval: Estimate | null, scale: Scale | null, label: string, digits: number): HTMLElement {
  return h("td", { class: "forest-cell", "data-label": label }, !interval || !scale ? "–" : h("div", { class: "forest-both" },
    intervalTrack(interval, scale),
    h("span", { class: "forest-value" }, decimal(interval.estimate, digits), h("span", { class: "muted cell-note" }, spanOf([interval.low, interval.high], digits)))));
}
