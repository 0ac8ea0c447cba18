/** Small multiples: one picture for each field, with what is noteworthy about it. */

import { barsPicture } from "../charts/bars";
import { columnChart, pairChart, shareInWords, type Bar } from "../charts/distribution";
import { files } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import type { Bin, DataReport, FieldReport, People } from "../net/wire/report";
import { h, type Child } from "../ui/dom";
import { between, count, decimal, percent, plainNumber } from "../words/numbers";
import { say } from "../words/report-data";
import { saidOrEnglish } from "../words/said";
import { icon } from "../ui/icons";

/** From here on the rows of a field are no longer those of the champion. */
const SHIFTED = 0.1;
/** More choices than this stand upright, named at both ends. */
const MOST_PAIRS = 6;

export function fieldsGrid({ fields, rows, positives }: Pick<DataReport, "fields" | "rows" | "positives">, outcome: string): HTMLElement {
  return h("div", {},
    legend(["sample-negative", say.withoutOutcome(outcome)], ["sample-positive", say.withOutcome(outcome)]),
    fields.some(({ bins }) => bins.some(({ positive, negative }) => typeof positive === "string" || typeof negative === "string")) ? h("p", { class: "muted" }, say.fewHaveNoBar) : null,
    h("div", { class: "fields-grid" }, fields.map((field) => card(field, rows, positives))));
}

/** At most four digits: these are to be read at a glance. */
const brief = (value: number): string => plainNumber(Number(value.toPrecision(4)));

function card(field: FieldReport, rows: number, positives: number): HTMLElement {
  const numeric = field.type === "number" || field.type === "integer";
  const negatives = rows - positives;
  const bar = ({ label, positive, negative }: Bin): Bar => ({ label: saidOrEnglish(label), positive: shareOf(positive, positives), negative: shareOf(negative, negatives) });
  // The unknown values of a number come last and have no ends; often the most, they would press the others flat.
  const last = field.bins.at(-1);
  const unknown = numeric && field.bins.length > 1 && last?.low === null && last.high === null ? last : null;
  const bars = (unknown ? field.bins.slice(0, -1) : field.bins).map(bar);
  const picture = numeric || bars.length > MOST_PAIRS ? columnChart(bars, field.label) : pairChart(bars, field.label);
  const chart = h("div", { class: "field-chart" }, picture,
    unknown ? pairChart([{ ...bar(unknown), label: say.unknownShares(bar(unknown).label, shareInWords(bar(unknown).positive), shareInWords(bar(unknown).negative)) }], field.label, 1) : null);
  const notes = noteworthy(field, rows);
  const numbers = asTable([{ label: say.answer, numeric: false }, { label: say.with }, { label: say.without }, { label: say.ofHundredWith }],
    field.bins.map(({ label, positive, negative }) => [saidOrEnglish(label), count(positive), count(negative), share(positive, negative)]), say.allNumbers);
  numbers.append(...notes.flatMap(({ more }) => (more ? [h("p", { class: "muted" }, more)] : [])));
  return h("article", { class: "field-report", "data-field-report": field.name },
    h("h3", {}, field.label, field.unit ? h("span", { class: "label-unit" }, say.unit(field.unit)) : null),
    chart,
    h("dl", { class: "field-notes" }, notes.map(({ term, value }) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
    files(chart, `field-${field.name}`, say.spread(field.label), {
      columns: ["answer", "from", "to", "people_with_outcome", "people_without_outcome"],
      rows: field.bins.map(({ label, low, high, positive: yes, negative: no }) => [label, low, high, yes, no]),
    }, { picture: () => picture.querySelector("svg[viewBox]") ?? barsPicture(say.sharesOf(field.label), bars.map((each) => ({ label: each.label, value: each.positive ?? 0, other: each.negative ?? 0, words: `${shareInWords(each.positive)} / ${shareInWords(each.negative)}` }))) }), numbers);
}

/** What part of all of its group a bin holds; null of a few people. */
const shareOf = (people: People, all: number): number | null => (typeof people === "string" ? null : all > 0 ? people / all : 0);

/** Of 100 people in a bin, how many had it; of a few people it would say how many they are. */
function share(positive: People, negative: People): string {
  if (typeof positive === "string" || typeof negative === "string" || positive + negative === 0) return "–";
  return decimal((positive / (positive + negative)) * 100, 1);
}

interface Note {
  term: string;
  value: Child;
  /** what the short value leaves out: shown with the table */
  more?: string;
}

/** Between which values nearly all lie: the outermost few are not shown. */
const ends = ({ low, high }: NonNullable<FieldReport["summary"]>): string =>
  (typeof low === "number" && typeof high === "number" ? say.ends(brief(low), brief(high)) : "");

function noteworthy({ missing, outliers, summary, association, stability, stability_limit }: FieldReport, rows: number): Note[] {
  const all: Note[] = [];
  if (summary) {
    all.push({
      term: say.median, value: `${brief(summary.median)} (${between(brief(summary.q1), brief(summary.q3))})`,
      more: `${say.quartiles(brief(summary.mean), brief(summary.sd))}${ends(summary)}`,
    });
  }
  all.push({ term: say.missing, value: missing === 0 ? say.none : typeof missing === "string" ? count(missing) : `${count(missing)} (${percent(missing / rows)})` });
  if (outliers) {
    all.push({
      term: say.outliers, value: outliers.count === 0 ? say.none : count(outliers.count),
      more: say.outliersAre(brief(outliers.low), brief(outliers.high)),
    });
  }
  if (association) {
    all.push({
      term: say.cramersV, value: decimal(association.cramers_v, 2),
      more: say.cramersVIs(plainNumber(Number(association.chi2.toFixed(1))), association.df, association.p < 0.001 ? `< ${decimal(0.001)}` : decimal(association.p)),
    });
  }
  if (stability !== null) {
    all.push({ term: say.stability, value: stability > (stability_limit ?? SHIFTED) ? h("span", { class: "pill pill-warning" }, icon("warning"), say.shifted(decimal(stability))) : decimal(stability) });
  }
  return all;
}
