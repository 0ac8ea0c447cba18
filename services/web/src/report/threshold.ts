/** Whom the model points out, and whether pointing them out does more good than harm. */

import { confusionPicture } from "../charts/confusion";
import { decisionChart } from "../charts/decision";
import { files, drawnIn } from "../charts/files";
import { forestNumbers, forestPicture } from "../charts/forest";
import { asTable, legend } from "../charts/frame";
import { hundredPeople, outOfHundred } from "../charts/hundred";
import { intervalTrack } from "../charts/interval";
import type { DecisionCurve, Estimate, Measures, People, Report } from "../net/wire/report";
import { h, replace } from "../ui/dom";
import { count, decimal, known, minus, ofHundred, percent, percentSpan } from "../words/numbers";
import { netBenefit, outcomes, type LookedAt } from "./looked-at";
import { section } from "./section";
import { thresholdSlider } from "./slider";

/** Policies of a declaration as words; one that is not known here is shown as it is written. */
const POLICIES: Record<string, string> = { max_f1: "largest F1 on out-of-fold predictions" };
export const policyInWords = (policy: string): string => POLICIES[policy] ?? policy;

type Measured = Pick<Report, "threshold" | "decision_curve"> & { evaluation: { winner: Measures } };

export function thresholdSection({ threshold, evaluation, decision_curve: { prevalence } }: Measured, looked: LookedAt, outcome: string): HTMLElement {
  const { confusion } = evaluation.winner;
  const people = h("figure", { class: "people-figure" });
  const rates = h("table", { class: "forest forest-rates", "data-chart": "rates" });
  const counts = h("details", { class: "more" }, h("summary", {}, "The counts"), confusionPicture(confusion));

  function show(): void {
    const away = looked.away();
    const exact = [confusion.tp, confusion.fn, confusion.fp, confusion.tn];
    replace(people, hundred(away ? outcomes(looked.rates(), prevalence) : exact.map(known), away ? null : exact, outcome));
    const { sensitivity, specificity, precision, flagged } = looked.rates();
    replace(rates, h("tbody", {},
      rate("Sensitivity", "of those with it are found", sensitivity),
      rate("Specificity", "of those without are left alone", specificity),
      precision && rate("Precision", "of those pointed out have it", precision),
      rate("Flagged", "of everybody are pointed out", flagged),
      h("tr", { "data-rate": "net benefit" },
        h("th", { scope: "row", colspan: 2 }, "Net benefit", h("span", { class: "muted cell-note" }, "people rightly pointed out, less those pointed out for nothing, who weigh as much as the threshold says")),
        h("td", { class: "numeric" }, minus(decimal(100 * netBenefit(looked.rates(), prevalence), 2)), h("span", { class: "muted cell-note" }, "per 100 people")))));
    counts.hidden = away;
  }
  looked.follow(show);
  show();

  const forestRows = () => {
    const { sensitivity, specificity, precision, flagged } = looked.rates();
    return Object.entries({ Sensitivity: sensitivity, Specificity: specificity, Precision: precision, Flagged: flagged })
      .flatMap(([label, mark]) => (mark ? [{ label, mark, words: `${percent(mark.estimate)} (${percentSpan(mark)})`, strong: true }] : []));
  };
  const at = () => `Rates at a threshold of ${ofHundred(looked.rates().threshold)} of 100`;

  return section("threshold", "At the threshold",
    `The model points somebody out from ${ofHundred(threshold.value)} of 100 on (${policyInWords(threshold.policy)}).${threshold.interval ? ` Other samples would put it between ${ofHundred(threshold.interval[0])} and ${ofHundred(threshold.interval[1])}.` : ""}`,
    thresholdSlider(looked),
    h("div", { class: "figure-pair" },
      h("div", {}, h("h3", {}, "100 people like those in the data"), people,
        files("hundred", "100 people", drawnIn(people), () => ({ columns: ["threshold", "found", "missed", "false_alarm", "left_alone"], rows: [[looked.rates().threshold, ...outcomes(looked.rates(), prevalence).map((share) => 100 * share)]] }))),
      h("div", {}, h("h3", {}, "Rates, with 95 % intervals"), rates,
        files("rates", "Rates", () => forestPicture(at(), forestRows(), { from: 0, to: 1, reference: null }), () => forestNumbers(forestRows())), counts)));
}

/** @param exact how many people each kind really has, where that is known */
function hundred(shares: number[], exact: People[] | null, outcome: string): (SVGElement | HTMLElement)[] {
  const [found = 0, missed = 0, alarm = 0, left = 0] = outOfHundred(shares);
  const label = `Of 100 people ${found} are found, ${missed} missed, ${alarm} flagged without ${outcome}, and ${left} rightly left alone.`;
  const kinds = [
    { look: "found", n: found, words: `with ${outcome}, found` },
    { look: "missed", n: missed, words: `with ${outcome}, missed` },
    { look: "alarm", n: alarm, words: "without it, pointed out all the same" },
    { look: "left", n: left, words: "without it, rightly left alone" },
  ] as const;
  return [
    hundredPeople([...kinds], label, 20),
    h("figcaption", {}, h("ul", { class: "hundred-keys" }, kinds.map(({ look, n, words }, place) => {
      const all = exact?.[place] ?? 0;
      return h("li", { class: `hundred-key key-${look}`, "data-hundred": look }, h("strong", {}, String(n)), h("span", {}, words,
        // Fewer than one half of a person rounds to nobody, which is not the truth.
        n === 0 && all !== 0 ? h("span", { class: "muted" }, ` (${count(all)} in all)`) : null));
    }))),
  ];
}

function rate(label: string, words: string, interval: Estimate): HTMLElement {
  return h("tr", { "data-rate": label.toLowerCase() },
    h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, words)),
    h("td", { class: "forest-track" }, intervalTrack(interval, { from: 0, to: 1, reference: null }, "is-winner")),
    h("td", { class: "numeric" }, percent(interval.estimate), h("span", { class: "muted cell-note" }, percentSpan(interval))));
}

/** @param before the same curve where the model was trained, to be drawn beside it */
export function decisionSection({ decision_curve: curve }: Pick<Report, "decision_curve">, looked: LookedAt, before?: DecisionCurve): HTMLElement {
  const points = curve.thresholds.map((at, index) => ({ threshold: at, model: curve.model[index] ?? null, all: curve.treat_all[index] ?? null, before: before?.model[index] ?? null }));
  const per100 = (value: number | null) => (value === null ? "–" : decimal(value * 100, 2).replace("-", "−"));
  const chart = decisionChart(points, () => looked.rates().threshold, looked.follow);
  return section("decision", "Is it of use?",
    "Net benefit: people rightly pointed out, less those pointed out for nothing, who weigh as much as the threshold says. The model is of use where its line lies above both others.",
    chart,
    legend(["sample-curve", before ? "The model here" : "The model"], before ? ["sample-before", "In training"] : null, ["sample-all", "Point out everybody"], ["sample-none", "Point out nobody"], ["sample-threshold", "The threshold in use, or tried"]),
    files("decision-curve", "Decision curve", drawnIn(chart), {
      columns: ["threshold", "model", ...(before ? ["in_training"] : []), "everybody", "nobody"],
      rows: points.map(({ threshold, model, before: former, all }) => [threshold, model, ...(before ? [former] : []), all, 0]),
    }),
    asTable([{ label: "Threshold" }, { label: "Model, per 100" }, ...(before ? [{ label: "In training" }] : []), { label: "Everybody, per 100" }, { label: "Nobody" }],
      points.map(({ threshold: at, model, before: former, all }) => [percent(at, 0), per100(model), ...(before ? [per100(former)] : []), per100(all), "0"])));
}
