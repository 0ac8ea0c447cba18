/** The few figures that somebody in a hurry should see, each said in words. */

import type { Estimate, Report } from "../net/wire/report";
import { said } from "../status/said";
import { h, type Child } from "../ui/dom";
import { between, count, decimal, minus, ofHundred, percent, signed, spanOf, withInterval } from "../words/numbers";
import { say } from "../words/report";
import { section } from "./section";
import { spanOfMeasure } from "./words";

export function headlineSection(report: Report, outcome: string): HTMLElement {
  const { evaluation, threshold, calibration } = report;
  const { winner, plain_logistic: plain } = evaluation;
  const pairs = winner.auroc === null ? null : Math.round(winner.auroc * 100);
  const gain = plain?.log_loss == null || winner.log_loss === null ? null : winner.log_loss - plain.log_loss;
  const interval = (text: string | null): Child => text && h("span", { class: "tile-interval" }, say.intervalOf(text));

  return section("headline", say.inShort,
    [said(evaluation.how), say.measuredOn(count(winner.people ?? winner.n), winner.people ? count(winner.n) : null, count(winner.events), outcome)],
    h("div", { class: "tiles" },
      tile(say.tellsApart, "auroc", decimal(winner.auroc), interval(spanOfMeasure(winner, "auroc")), say.measures.auroc,
        pairs === null ? null : say.pairs(pairs)),
      tile(say.meansIt, "slope", minus(decimal(calibration.slope?.estimate, 2)), interval(calibration.slope && spanOf([calibration.slope.low, calibration.slope.high], 2)), say.measures.slope,
        say.slopeIsExact(ofHundred(calibration.expected_calibration_error))),
      tile(say.closeToTruth, "log_loss", decimal(winner.log_loss, 4), interval(spanOfMeasure(winner, "log_loss", 4)), say.logLoss,
        gain === null ? null : say.besidePlain(decimal(Math.abs(gain), 4), gain <= 0)),
      tile(say.finds, "recall", percent(threshold.sensitivity.estimate, 0), interval(narrow(threshold.sensitivity)), say.findsOf(unbroken(threshold.value)),
        say.pointsOut(percent(threshold.flagged.estimate, 0), percent(threshold.specificity.estimate, 0)))),
    h("details", { class: "more", "data-all-figures": true }, h("summary", {}, say.allFigures), allFigures(report)));
}

/** "61.9 %", not broken before its sign */
const unbroken = (share: number): string => percent(share).replace(/\s%$/, "\u00a0%");

/** "60.1 to 61.9 %" */
const narrow = ({ low, high }: Estimate): string => between(percent(low).replace(/\s?%$/, ""), unbroken(high));

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
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.measure), h("th", { scope: "col", class: "numeric" }, say.value), h("th", { scope: "col", class: "numeric" }, say.interval))),
    h("tbody", {},
      row(say.measures.auroc, decimal(winner.auroc, 4), spanOfMeasure(winner, "auroc", 4)),
      row(say.measures.auprc, decimal(winner.auprc, 4), spanOfMeasure(winner, "auprc", 4)),
      row(say.measures.log_loss, decimal(winner.log_loss, 4), spanOfMeasure(winner, "log_loss", 4)),
      row(say.measures.brier, decimal(winner.brier, 4), spanOfMeasure(winner, "brier", 4)),
      row(say.measures.accuracy, decimal(winner.accuracy), spanOfMeasure(winner, "accuracy")),
      row(say.measures.balanced_accuracy, decimal(winner.balanced_accuracy), null),
      row(say.measures.precision, decimal(winner.precision), spanOfMeasure(winner, "precision")),
      row(say.measures.recall, decimal(winner.recall), spanOfMeasure(winner, "recall")),
      row(say.measures.specificity, decimal(winner.specificity), spanOfMeasure(winner, "specificity")),
      row(say.measures.f1, decimal(winner.f1), null),
      row(say.measures.mcc, decimal(winner.mcc), null),
      row(say.measures.slope, ...parts(withInterval(calibration.slope))),
      row(say.measures.intercept, calibration.intercept ? signed(calibration.intercept.estimate, 3) : "–", parts(withInterval(calibration.intercept))[1]),
      row(say.measures.observed_expected, ...parts(withInterval(calibration.observed_expected))),
      row(say.measures.calibration_error, decimal(calibration.expected_calibration_error, 4), null)));
}

/** "0.991 (0.972 to 1.010)" in two cells */
function parts(text: string): [string, string | null] {
  const [value, interval] = text.split(" (");
  return [value ?? text, interval?.replace(")", "") ?? null];
}
