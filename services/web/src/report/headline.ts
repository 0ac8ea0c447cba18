/** The few figures that somebody in a hurry should see, each said in words. */

import type { Report } from "../net/wire/report";
import { h, type Child } from "../ui/dom";
import { count, decimal, minus, ofHundred, percent, percentSpan, signed, spanOf, withInterval } from "../words/numbers";
import { section } from "./section";
import { spanOfMeasure } from "./words";

export function headlineSection(report: Report, outcome: string): HTMLElement {
  const { evaluation, threshold, calibration } = report;
  const { winner, plain_logistic: plain } = evaluation;
  const pairs = winner.auroc === null ? null : Math.round(winner.auroc * 100);
  const gain = plain?.log_loss == null || winner.log_loss === null ? null : winner.log_loss - plain.log_loss;
  const interval = (text: string | null): Child => text && h("span", { class: "tile-interval" }, `95 % interval ${text}`);

  return section("headline", "In short",
    `${evaluation.how} The ${count(winner.people ?? winner.n)} people${winner.people ? ` (${count(winner.n)} rows)` : ""} include ${count(winner.events)} with ${outcome}.`,
    h("div", { class: "tiles" },
      tile("Tells people apart", "auroc", decimal(winner.auroc), interval(spanOfMeasure(winner, "auroc")), "AUROC",
        pairs === null ? null : `Of 100 pairs of one person with and one without, the one with gets the higher score in ${pairs}.`),
      tile("Means what it says", "slope", minus(decimal(calibration.slope?.estimate, 2)), interval(calibration.slope && spanOf([calibration.slope.low, calibration.slope.high], 2)), "Calibration slope",
        `1 is exact. Predicted and observed shares differ by ${ofHundred(calibration.expected_calibration_error)} of 100 on average.`),
      tile("Close to the truth", "log_loss", decimal(winner.log_loss, 4), interval(spanOfMeasure(winner, "log_loss", 4)), "Log loss, lower is better",
        gain === null ? null : `${Math.abs(gain).toFixed(4)} ${gain <= 0 ? "better" : "worse"} than plain logistic regression on the same people.`),
      tile("Finds", "recall", percent(threshold.sensitivity.estimate, 0), interval(percentSpan(threshold.sensitivity).replace(" % to", " to").replace(" %", "\u00a0%")), `Of those with it, at the threshold of ${percent(threshold.value)}`,
        `It points out ${percent(threshold.flagged.estimate, 0)} of everybody, and leaves alone ${percent(threshold.specificity.estimate, 0)} of those without.`)),
    h("details", { class: "more", "data-all-figures": true }, h("summary", {}, "Every figure of this version, with its interval"), allFigures(report)));
}

function tile(title: string, key: string, value: string, interval: Child, name: string, words: string | null): HTMLElement {
  return h("div", { class: "tile", "data-figure": key },
    h("h3", {}, title),
    h("p", { class: "tile-value" }, value),
    h("p", { class: "tile-name" }, name, interval),
    words ? h("p", { class: "tile-words" }, words) : null);
}

function allFigures({ evaluation: { winner }, calibration }: Report): HTMLElement {
  const row = (label: string, value: string, interval: string | null) =>
    h("tr", {}, h("th", { scope: "row" }, label), h("td", { class: "numeric" }, value), h("td", { class: "numeric" }, interval ?? "–"));
  return h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Measure"), h("th", { scope: "col", class: "numeric" }, "Value"), h("th", { scope: "col", class: "numeric" }, "95 % interval"))),
    h("tbody", {},
      row("AUROC", decimal(winner.auroc, 4), spanOfMeasure(winner, "auroc", 4)),
      row("AUPRC", decimal(winner.auprc, 4), spanOfMeasure(winner, "auprc", 4)),
      row("Log loss", decimal(winner.log_loss, 4), spanOfMeasure(winner, "log_loss", 4)),
      row("Brier score", decimal(winner.brier, 4), spanOfMeasure(winner, "brier", 4)),
      row("Accuracy", decimal(winner.accuracy), spanOfMeasure(winner, "accuracy")),
      row("Balanced accuracy", decimal(winner.balanced_accuracy), null),
      row("Precision", decimal(winner.precision), spanOfMeasure(winner, "precision")),
      row("Recall (sensitivity)", decimal(winner.recall), spanOfMeasure(winner, "recall")),
      row("Specificity", decimal(winner.specificity), spanOfMeasure(winner, "specificity")),
      row("F1", decimal(winner.f1), null),
      row("Matthews correlation", decimal(winner.mcc), null),
      row("Calibration slope", ...parts(withInterval(calibration.slope))),
      row("Calibration intercept", calibration.intercept ? signed(calibration.intercept.estimate, 3) : "–", parts(withInterval(calibration.intercept))[1]),
      row("Observed / expected", ...parts(withInterval(calibration.observed_expected))),
      row("Expected calibration error", decimal(calibration.expected_calibration_error, 4), null)));
}

/** "0.991 (0.972 to 1.010)" in two cells */
function parts(text: string): [string, string | null] {
  const [value, interval] = text.split(" (");
  return [value ?? text, interval?.replace(")", "") ?? null];
}
