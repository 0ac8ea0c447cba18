/** Three figures of each of several parts of the rows, with their intervals on a scale for each figure. */

import { files } from "../charts/files";
import { forestPicture } from "../charts/forest";
import { legend } from "../charts/frame";
import { intervalTrack, scaleOf, type Scale } from "../charts/interval";
import type { Estimate, PartFigures } from "../net/wire/report";
import type { Cell } from "../ui/csv";
import { h, type Child } from "../ui/dom";
import { decimal, minus, spanOf } from "../words/numbers";
import { say } from "../words/report-figures";

type Key = "auroc" | "slope" | "observed_expected";
/** `reference` is what a perfect one comes to. */
const MEASURES: { key: Key; digits: number; reference: number | null }[] = [
  { key: "auroc", digits: 3, reference: null }, { key: "slope", digits: 2, reference: 1 }, { key: "observed_expected", digits: 2, reference: 1 },
];

const label = (key: Key): string => (key === "slope" ? say.slope : say.groupMeasures[key]);

interface Row {
  /** what stands before its figures; empty where the part has this row alone, which then has the part's name */
  label: string;
  /** what a picture calls it */
  name: string;
  /** its cells in the file of numbers, one for each of `columns` */
  cells: Cell[];
  figures: PartFigures | null;
}

export interface Part {
  words: string;
  note: Child;
  rows: Row[];
}

interface Parts {
  /** what its files are called, and what marks each part for whoever looks for it */
  name: string;
  caption: string;
  /** what the parts are */
  of: string;
  columns: string[];
  parts: Part[];
}

/** The chart with its files. */
export function partFigures({ name, caption, of, columns, parts }: Parts): HTMLElement {
  const rows = parts.flatMap((part) => part.rows);
  const scales = new Map(MEASURES.map(({ key, reference }) => {
    const marks = rows.flatMap(({ figures }) => figures?.[key] ?? []);
    return [key, marks.length > 0 ? scaleOf(marks, reference) : null];
  }));
  const chart = h("table", { class: "forest forest-groups", "data-chart": name },
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, of),
      MEASURES.map(({ key, reference }) => h("th", { scope: "col" }, label(key), reference === null ? null : h("span", { class: "cell-note" }, say.lineAt(decimal(reference, 0))))))),
    parts.map((part) => h("tbody", { "data-part": part.words },
      part.rows.some((row) => row.label)
        ? [
          h("tr", { class: "forest-field" }, h("th", { colspan: 1 + MEASURES.length, scope: "rowgroup" }, part.words, named(part.note))),
          part.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label), cells(row.figures, scales))),
        ]
        : part.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, part.words, named(part.note)), cells(row.figures, scales))))));
  return h("div", {}, legend(["sample-observed", say.estimateWithInterval]), chart, h("div", { class: "chart-files-several" }, MEASURES.map(({ key, digits }) => {
    const scale = scales.get(key);
    if (!scale) return null;
    const title = say.ofParts(label(key), caption);
    const picture = () => forestPicture(title, rows.flatMap((row) => {
      const mark = row.figures?.[key];
      return mark ? [{ label: row.name, mark, words: written(mark, digits) }] : [];
    }), scale);
    return files(chart, `${name}-${key}`, title, {
      columns: [...columns, key, "low", "high"],
      rows: rows.map((row) => [...row.cells, row.figures?.[key]?.estimate ?? null, row.figures?.[key]?.low ?? null, row.figures?.[key]?.high ?? null]),
    }, { label: label(key), picture });
  })));
}

const named = (note: Child): Child => note && h("span", { class: "muted cell-note" }, note);

const written = ({ estimate, low, high }: Estimate, digits: number): string => `${minus(decimal(estimate, digits))} (${spanOf([low, high], digits)})`;

function cells(figures: PartFigures | null, scales: Map<Key, Scale | null>): HTMLElement | HTMLElement[] {
  if (!figures) return h("td", { class: "muted forest-few", colspan: MEASURES.length }, say.tooFew);
  return MEASURES.map(({ key, digits }) => {
    const [mark, scale] = [figures[key], scales.get(key)];
    return h("td", { class: "forest-cell", "data-label": label(key) }, !mark || !scale ? "–" : h("div", { class: "forest-both" },
      intervalTrack(mark, scale),
      h("span", { class: "forest-value" }, minus(decimal(mark.estimate, digits)), h("span", { class: "muted cell-note" }, spanOf([mark.low, mark.high], digits)))));
  });
}
