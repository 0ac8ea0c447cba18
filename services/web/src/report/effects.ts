/** What the model makes of each answer, beside what was observed and how many people gave it. */

import { barsPicture } from "../charts/bars";
import { effectChart, type Observed } from "../charts/effect";
import { files, type Numbers } from "../charts/files";
import { asTable, legend, scrolledTable } from "../charts/frame";
import type { Bin, FieldReport, Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { between, count, ofHundredInColumn, percent, plainNumber } from "../words/numbers";
import { say } from "../words/report-data";
import { saidOrEnglish } from "../words/said";
import { wilson } from "./wilson";
import { section } from "./section";

type Effect = NonNullable<Report["effects"]>["fields"][number];

export function effectsSection({ effects, data }: Report, outcome: string): HTMLElement | null {
  if (!effects) return null;
  const described = new Map(data.fields.map((field) => [field.name, field]));
  return section("effects", say.effects,
    say.effectsLead(outcome),
    legend(["sample-curve", say.theModel], ["sample-observed", say.observedWithInterval], ["sample-density", say.people]),
    h("p", { class: "muted" }, say.effectsSpan),
    h("div", { class: "fields-grid effects-grid" }, effects.fields.flatMap((effect) => {
      const field = described.get(effect.name);
      return field && effect.points.length > 0 ? [card(effect, field)] : [];
    })));
}

const brief = (value: number): string => plainNumber(Number(value.toPrecision(4)));

function card(effect: Effect, field: FieldReport): HTMLElement {
  const along = effect.points.flatMap(({ value, risk }) => (value === null ? [] : [{ value, risk }]));
  const rest = effect.points.filter(({ value }) => value === null);
  const seen = bins(field, along[0]?.value ?? 0, along.at(-1)?.value ?? 1);
  const chart = along.length > 1 ? effectChart(along, seen, field.label, field.unit, brief) : null;
  const drawn = h("div", { class: "effect-drawn" }, chart, rest.length > 0 ? choices(rest, field, Math.max(...effect.points.map(({ risk }) => risk), 1e-9)) : null);
  const bars = () => barsPicture(say.resultOfModel(field.label), rest.map(({ label, risk }) => ({ label: saidOrEnglish(label), value: risk, words: ofHundredInColumn(risk) })));
  const table = chart ? asTable([{ label: field.label }, { label: say.modelOfHundred }], effect.points.map(({ label, risk }) => [saidOrEnglish(label), ofHundredInColumn(risk)])) : null;
  table?.append(scrolledTable(say.observedWithInterval, [{ label: field.label }, { label: say.observedOfHundred }, { label: say.interval }, { label: say.people }], seen.map(({ low, high, people: n, observed: share }) =>
    [between(brief(low), brief(high)), share ? ofHundredInColumn(share.estimate) : "–", share ? between(ofHundredInColumn(share.low), ofHundredInColumn(share.high)) : "–", share ? count(n) : "–"])));
  return h("article", { class: "field-report", "data-effect": effect.name },
    h("h3", {}, field.label, field.unit ? h("span", { class: "label-unit" }, say.unit(field.unit)) : null),
    drawn,
    files(drawn, `effect-${effect.name}`, say.effectOf(field.label), numbers(effect, field), chart ? {} : { picture: bars }),
    table);
}

/** The line of the model, and what was observed between two values: a row each. */
function numbers({ points }: Effect, { bins: all }: FieldReport): Numbers {
  return {
    columns: ["told", "answer", "from", "to", "risk", "low", "high", "people_with_outcome", "people_without_outcome"],
    rows: [
      ...points.map(({ label, value, risk }) => ["model", label, value, value, risk, null, null, null, null]),
      ...all.map((bin) => {
        const share = observedIn(bin);
        return ["observed", bin.label, bin.low, bin.high, share?.estimate ?? null, share?.low ?? null, share?.high ?? null, bin.positive, bin.negative];
      }),
    ],
  };
}

/**
 * Each choice as a bar of what the model says, and in words what was observed and how many they are.
 * @param most what fills the width
 */
function choices(points: Effect["points"], field: FieldReport, most: number): HTMLElement {
  const all = field.bins.reduce((sum, { positive, negative }) => sum + people(positive, negative), 0);
  const found = new Map(field.bins.map((bin) => [bin.label, bin]));
  return h("ul", { class: "effect-choices" }, points.map(({ label, risk }) => {
    const bin = found.get(label);
    const share = bin ? observedIn(bin) : null;
    const bar = h("span", { class: "effect-bar" });
    bar.style.setProperty("--share", `${((100 * risk) / most).toFixed(1)}%`);
    return h("li", {},
      h("span", { class: "effect-choice" }, saidOrEnglish(label)), h("strong", { class: "numeric" }, ofHundredInColumn(risk)), bar,
      h("span", { class: "muted cell-note" }, bin && share
        ? say.observedShare(ofHundredInColumn(share.estimate), between(ofHundredInColumn(share.low), ofHundredInColumn(share.high)), percent(people(bin.positive, bin.negative) / Math.max(all, 1)))
        : say.tooFewToTell));
  }));
}

const people = (positive: Bin["positive"], negative: Bin["negative"]): number =>
  (typeof positive === "number" ? positive : 0) + (typeof negative === "number" ? negative : 0);

/** Of a few people no share is told: it would say how many they are. */
const observedIn = ({ positive, negative }: Bin) =>
  (typeof positive === "string" || typeof negative === "string" ? null : wilson(positive, positive + negative));

/** The bins of a number between the ends that are drawn; a bin for each whole value reaches half way to the next. */
function bins(field: FieldReport, from: number, to: number): Observed[] {
  return field.bins.flatMap((bin) => {
    if (bin.low === null && bin.high === null) return [];
    const single = bin.low !== null && bin.low === bin.high ? 0.5 : 0;
    const low = Math.max(from, (bin.low ?? from) - single);
    const high = Math.min(to, (bin.high ?? to) + single);
    return high > low ? [{ low, high, people: people(bin.positive, bin.negative), observed: observedIn(bin) }] : [];
  });
}
