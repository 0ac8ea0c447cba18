/** How far the scores of those with the outcome lie from the scores of those without. */

import { files } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { precisionRecallChart, rocChart } from "../charts/points";
import { scoresChart } from "../charts/scores";
import type { Measures, Operating } from "../net/wire/report";
import { h } from "../ui/dom";
import { between, count, decimal, ofHundred, percent, percentSpan } from "../words/numbers";
import { say } from "../words/report-figures";
import type { LookedAt } from "./looked-at";
import { section } from "./section";
import { spanOfMeasure } from "./words";

interface Measured {
  operating?: Operating;
  decision_curve: { prevalence: number };
  evaluation: { winner: Measures };
}

/** Null where the report is from before it was measured. */
export function tellingApartSection({ operating, decision_curve: { prevalence }, evaluation: { winner } }: Measured, looked: LookedAt, outcome: string): HTMLElement | null {
  if (!operating || operating.points.length === 0) return null;
  const { bins, points } = operating;
  const roc = rocChart(points, looked);
  const precisionRecall = precisionRecallChart(points, looked, prevalence);
  const scores = scoresChart(bins, () => looked.rates().threshold, looked.follow);
  const rates = ["sensitivity", "specificity", "precision", "flagged", "net_benefit"] as const;
  const numbers = {
    columns: ["threshold", ...rates.flatMap((name) => [name, `${name}_low`, `${name}_high`])],
    rows: points.map((point) => [point.threshold, ...rates.flatMap((name) => [point[name]?.estimate ?? null, point[name]?.low ?? null, point[name]?.high ?? null])]),
  };
  const area = (words: string, value: number, key: "auroc" | "auprc") =>
    h("p", { class: "muted" }, say.areaUnder(words, decimal(value), spanOfMeasure(winner, key)));
  return section("telling-apart", say.tellingApart, say.tellingApartLead,
    h("div", { class: "figure-pair" },
      h("div", {}, h("h3", {}, say.rocCurve), roc, legend(["sample-curve", say.theModel], ["sample-interval", say.interval], ["sample-ideal", say.chance]),
        area("AUROC", winner.auroc, "auroc"), files(roc, "roc", say.rocCurve, numbers)),
      h("div", {}, h("h3", {}, say.precisionRecall), precisionRecall, legend(["sample-curve", say.theModel], ["sample-interval", say.interval], ["sample-ideal", say.everybody(percent(prevalence))]),
        area("AUPRC", winner.auprc, "auprc"), files(precisionRecall, "precision-recall", say.precisionRecall, numbers))),
    asTable([{ label: say.threshold }, { label: say.rateNames.sensitivity }, { label: say.rateNames.specificity }, { label: say.rateNames.precision }, { label: say.flagged }],
      points.map(({ threshold, sensitivity, specificity, precision, flagged }) => [ofHundred(threshold), ...[sensitivity, specificity, precision, flagged].map((rate) => [percent(rate.estimate), h("span", { class: "muted cell-note" }, percentSpan(rate))])]),
      say.allThresholds),
    h("h3", {}, say.scoresByOutcome),
    h("p", { class: "muted" }, say.scoresLead),
    scores,
    legend(["sample-negative", say.withoutOutcome(outcome)], ["sample-positive", say.withOutcome(outcome)], ["sample-threshold", say.threshold]),
    files(scores, "scores", say.scoresByOutcome, { columns: ["score_from", "score_below", "people_with_outcome", "people_without_outcome"], rows: bins.map(({ low, high, positive, negative }) => [low, high, positive, negative]) }),
    asTable([{ label: say.score }, { label: say.with }, { label: say.without }],
      bins.map(({ low, high, positive, negative }) => [between(ofHundred(low), ofHundred(high)), count(positive), count(negative)])));
}
