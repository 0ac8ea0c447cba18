/** The parts of a comparison: each is there where something differs, and shows that alone. */

import { calibrationPair, calibrationPairNumbers, calibrationPairTable } from "../../charts/calibration-pair";
import { files } from "../../charts/files";
import { forestPicture } from "../../charts/forest";
import { legend } from "../../charts/frame";
import { scaleOf, type Scale } from "../../charts/interval";
import { intervalPair } from "../../charts/interval-pair";
import type { Figure, Report, Subgroup } from "../../net/wire/report";
import { h, type Child } from "../../ui/dom";
import { say } from "../../words/compare";
import { between, count, decimal, shortPercent, spanOf } from "../../words/numbers";
import { say as figures } from "../../words/report-figures";
import { saidOrEnglish } from "../../words/said";
import type { FileNames } from "../file-names";
import { section } from "../section";
import { GROUP_MEASURES, groupRows, sameCalibration, type GroupRow } from "./figures";
import { dataLines, dataSets, declarationLines, makingLines, sameDeclaration, type Line, type Made, type SetRow } from "./lines";

/** "A" or "B" as it marks everything of that version. */
export const letter = (side: "a" | "b"): HTMLElement => h("span", { class: `side-letter side-${side}` }, side.toUpperCase());

export const sideHead = (): HTMLElement[] => (["a", "b"] as const).map((side) => h("th", { scope: "col" }, letter(side)));

export function calibrationSection(a: Report, b: Report): HTMLElement | null {
  if (sameCalibration(a, b)) return null;
  const [first, second] = [a.calibration.groups, b.calibration.groups];
  const chart = first.length + second.length === 0 ? null : calibrationPair(first, second);
  return section("calibration", say.calibration, say.calibrationLead,
    chart === null ? h("p", { class: "muted" }, say.tooFewForGroups) : [
      chart,
      legend(["sample-side-a", say.withInterval("A")], ["sample-side-b", say.withInterval("B")], ["sample-ideal", figures.exact]),
      files(chart, "calibration", say.calibrationFile, calibrationPairNumbers(first, second)),
      calibrationPairTable(first, second)]);
}

export function subgroupsSection(a: Report, b: Report): HTMLElement | null {
  const { differ, same } = groupRows(a, b);
  if (differ.length === 0) return null;
  const scales = new Map(GROUP_MEASURES.map(([key]) => {
    const marks = differ.flatMap(({ groups }) => groups.flatMap((group) => group?.[key] ?? []));
    return [key, marks.length > 0 ? scaleOf(marks, key === "observed_expected" ? 1 : null) : null];
  }));
  const cell = (row: GroupRow, [key, digits]: (typeof GROUP_MEASURES)[number]): HTMLElement => {
    const label = figures.groupMeasures[key];
    const [one, other] = row.groups.map((group) => group?.[key]);
    const scale = scales.get(key) ?? null;
    return h("td", { class: "forest-cell", "data-label": label }, (!one && !other) || !scale ? "–" : h("div", { class: "forest-both" },
      intervalPair(one ?? null, other ?? null, scale),
      h("span", { class: "forest-value" }, [one, other].map((each, index) => h("span", { class: index === 0 ? "side-a" : "side-b" },
        each ? [decimal(each.estimate, digits), h("span", { class: "visually-hidden" }, ` (${between(decimal(each.low, digits), decimal(each.high, digits))}) `)] : "–")))));
  };
  const recall = ({ subgroups }: Report): string => shortPercent(Math.round(subgroups.recall * 100) / 100);
  const chart = h("table", { class: "forest forest-groups forest-sides", "data-chart": "subgroups" },
      h("caption", { class: "visually-hidden" }, say.subgroupsCaption),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, figures.group), h("th", { scope: "col", class: "numeric" }, figures.events),
        GROUP_MEASURES.map(([key]) => h("th", { scope: "col" }, figures.groupMeasures[key])))),
      [...new Set(differ.map(({ field }) => field))].map((field) => h("tbody", {},
        h("tr", { class: "forest-field" }, h("th", { colspan: 2 + GROUP_MEASURES.length, scope: "rowgroup" }, differ.find((row) => row.field === field)?.label ?? field)),
        differ.filter((row) => row.field === field).map((row) => h("tr", { "data-subgroup": `${field}: ${row.group}`, class: row.groups.some((group) => group?.too_few) ? "is-few" : "" },
          h("th", { scope: "row" }, saidOrEnglish(row.group)),
          h("td", { class: "numeric", "data-label": figures.events }, events(row.groups)),
          row.groups.every((group) => GROUP_MEASURES.every(([key]) => !group?.[key])) ? h("td", { class: "muted forest-few", colspan: GROUP_MEASURES.length }, say.tooFewInBoth)
            : GROUP_MEASURES.map((measure) => cell(row, measure)))))));
  return section("subgroups", say.subgroups, say.subgroupsLead([recall(a), recall(b)]),
    chart,
    h("div", { class: "chart-files-several" }, GROUP_MEASURES.map((measure) => filesOf(chart, measure, differ, scales.get(measure[0]) ?? null))),
    same > 0 ? h("p", { class: "muted" }, say.groupsTheSame(same)) : null);
}

/** A picture for each figure, with two rows for each group. */
function filesOf(chart: HTMLElement, [key, digits]: (typeof GROUP_MEASURES)[number], rows: GroupRow[], scale: Scale | null): HTMLElement | null {
  if (!scale) return null;
  const label = figures.groupMeasures[key];
  const sides = rows.flatMap((row) => row.groups.map((group, index) => ({ row, group, side: index === 0 ? "A" : "B" })));
  const title = say.subgroupsFile(label);
  const picture = () => forestPicture(title, sides.flatMap(({ row, group, side }) => {
    const mark = group?.[key];
    return mark ? [{ label: say.groupOf(row.label, saidOrEnglish(row.group), side), mark, words: `${decimal(mark.estimate, digits)} (${spanOf([mark.low, mark.high], digits)})`, strong: group?.too_few ? false : side === "B" || undefined }] : [];
  }), scale);
  return files(chart, `subgroups-${key}`, title, {
    columns: ["field", "group", "version", "people", "events", "judged", key, "low", "high"],
    rows: sides.map(({ row, group, side }) => [row.field, row.group, side, group?.n ?? null, group?.events ?? null, group?.too_few === false ? "yes" : "no",
      group?.[key]?.estimate ?? null, group?.[key]?.low ?? null, group?.[key]?.high ?? null]),
  }, { label, picture });
}

function events(groups: (Subgroup | null)[]): string {
  const [one, other] = groups.map((group) => (group ? count(group.events) : "–"));
  return one === other ? one ?? "–" : `${one} · ${other}`;
}

export function dataSection(a: Report, b: Report, outcome: string, names: FileNames): HTMLElement | null {
  const { differ, both } = dataSets(a, b);
  const lines = dataLines(a, b, outcome);
  if (differ.length === 0 && lines.length === 0) return null;
  const [before, comma, stop] = say.bothLearned;
  const called = ({ name, sha256 }: SetRow): Child => [name === "initial" ? say.initialRows : names.get(name) ?? say.uploadedRows, " ", h("code", {}, sha256.slice(0, 12))];
  return section("data", say.data, null,
    table(say.learnedFrom, [
      ...differ.map((set) => ({ term: called(set), cells: set.rows.map((rows) => (rows === null ? null : say.rows(count(rows)))) })),
      ...asCells(lines),
    ], "data"),
    both.length > 0 ? h("p", { class: "muted" }, before, both.map((set, index) => [index > 0 ? comma : null, called(set)]), stop) : null);
}

export function makingSection(a: Made, b: Made): HTMLElement | null {
  const lines = makingLines(a, b);
  return lines.length === 0 ? null : section("making", say.making, null, table(say.makingCaption, asCells(lines), "making"));
}

export function declarationSection(a: Made, b: Made): HTMLElement | null {
  if (sameDeclaration(a, b)) return null;
  const lines = declarationLines(a, b);
  return section("declaration", say.declaration,
    lines.length > 0 ? say.declarationLead : say.declarationTexts,
    lines.length === 0 ? null : table(say.declarationCaption, asCells(lines), "declaration"));
}

const asCells = (lines: Line[]) => lines.map(({ term, values }) => ({ term: term as Child, cells: values as (string | null)[] }));

function table(caption: string, rows: { term: Child; cells: (string | null)[] }[], name: string): HTMLElement {
  return h("table", { class: "sides", "data-chart": name },
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, h("td", {}), sideHead())),
    h("tbody", {}, rows.map(({ term, cells }) => h("tr", { "data-line": typeof term === "string" ? term : null },
      h("th", { scope: "row" }, term), cells.map((cell, index) => h("td", { "data-side": index === 0 ? "A" : "B" }, cell ?? h("span", { class: "muted" }, "–")))))));
}

/** A figure with its interval beneath it. */
export function figureCell(figure: Figure | null, write: (value: number) => string): Child {
  if (figure === null) return "–";
  const { estimate, low, high } = figure;
  return [write(estimate), low === null || high === null ? null : h("span", { class: "muted cell-note" }, between(write(low), write(high)))];
}
