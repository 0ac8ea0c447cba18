/** How far the scores of those with the outcome lie from the scores of those without. */

import { files, drawnIn } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { precisionRecallChart, rocChart } from "../charts/points";
import { scoresChart } from "../charts/scores";
import type { Measures, Operating } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, ofHundred, percent, percentSpan } from "../words/numbers";
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
  const columns = ["threshold", ...["sensitivity", "specificity", "precision", "flagged"].flatMap((name) => [name, `${name}_low`, `${name}_high`])];
  const numbers = { columns, rows: points.map((point) => [point.threshold, ...[point.sensitivity, point.specificity, point.precision, point.flagged].flatMap(({ estimate, low, high }) => [estimate, low, high])]) };
  const area = (words: string, value: number, key: "auroc" | "auprc") =>
    h("p", { class: "muted" }, `Area under it (${words}): ${decimal(value)}, 95 % interval ${spanOfMeasure(winner, key) ?? "not known"}.`);
  return section("telling-apart", "How well does it tell people apart?",
    "Each point is a threshold. The marked one is the threshold in use, or the one that you try above. The shaded area is the 95 % interval.",
    h("div", { class: "figure-pair" },
      h("div", {}, h("h3", {}, "ROC curve"), roc, legend(["sample-curve", "The model"], ["sample-interval", "95 % interval"], ["sample-ideal", "Chance"]),
        area("AUROC", winner.auroc, "auroc"), files("roc", "ROC curve", drawnIn(roc), numbers)),
      h("div", {}, h("h3", {}, "Precision-recall curve"), precisionRecall, legend(["sample-curve", "The model"], ["sample-interval", "95 % interval"], ["sample-ideal", `Everybody (${percent(prevalence)})`]),
        area("AUPRC", winner.auprc, "auprc"), files("precision-recall", "Precision-recall curve", drawnIn(precisionRecall), numbers))),
    asTable([{ label: "Threshold" }, { label: "Sensitivity" }, { label: "Specificity" }, { label: "Precision" }, { label: "Flagged" }],
      points.map(({ threshold, sensitivity, specificity, precision, flagged }) => [ofHundred(threshold), ...[sensitivity, specificity, precision, flagged].map((rate) => [percent(rate.estimate), h("span", { class: "muted cell-note" }, percentSpan(rate))])]),
      "All thresholds as a table"),
    h("h3", {}, "Scores by outcome"),
    h("p", { class: "muted" }, "Each group adds up to all of itself, so the two can be compared although one is larger. No column holds one to four people of an outcome: where they would be so few, neighbours are joined."),
    scores,
    legend(["sample-negative", `Without ${outcome}`], ["sample-positive", `With ${outcome}`], ["sample-threshold", "Threshold"]),
    files("scores", "Scores by outcome", drawnIn(scores), { columns: ["low", "high", "positive", "negative"], rows: bins.map(({ low, high, positive, negative }) => [low, high, positive, negative]) }),
    asTable([{ label: "Score" }, { label: "With" }, { label: "Without" }],
      bins.map(({ low, high, positive, negative }) => [`${ofHundred(low)} to ${ofHundred(high)}`, count(positive), count(negative)])));
}
