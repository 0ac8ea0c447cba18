/** Does 20 of 100 mean 20 of 100? In groups, and score by score. */

import { calibrationChart, calibrationNumbers, calibrationTable } from "../charts/calibration";
import { files, drawnIn } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { observedRiskChart } from "../charts/observed-risk";
import type { Figure, Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, ofHundred, withInterval } from "../words/numbers";
import { fact, section } from "./section";

export function calibrationSection({ calibration }: Report): HTMLElement {
  const { slope, intercept, observed_expected: ratio, groups } = calibration;
  const chart = calibrationChart(groups);
  return section("calibration", "Does 20 of 100 mean 20 of 100?",
    `Everybody in ${groups.length} groups of equal size, from the lowest score to the highest. On the dashed line, the model says what happens.`,
    h("div", { class: "figure-pair" },
      h("div", {}, chart, legend(["sample-point", "Observed share, with 95 % interval"], ["sample-ideal", "Exact"]),
        files("calibration", "Calibration", drawnIn(chart), calibrationNumbers(groups)), calibrationTable(groups)),
      h("div", { class: "calibration-words" },
        h("dl", { class: "facts facts-wide", "data-calibration": true },
          fact("Slope", withInterval(slope, 3), note(`1 is exact; below, high scores are too high and low ones too low.${within(slope, 1)}`)),
          fact("Intercept", withInterval(intercept, 3), note(`0 is exact; above, the model says too little on the whole.${within(intercept, 0)}`)),
          fact("Expected calibration error", decimal(calibration.expected_calibration_error, 4), note(`Predicted and observed shares differ by ${ofHundred(calibration.expected_calibration_error)} of 100 on average.`)),
          fact("Observed / expected", withInterval(ratio, 3), note(`${ratio === null ? "" : `${ratio.estimate >= 1 ? "For" : "Of"} 100 people whom the model expected, ${Math.round(ratio.estimate * 100)} were observed.`}${within(ratio, 1)}`))))));
}

const note = (text: string) => h("span", { class: "muted cell-note" }, text);
const within = (figure: Figure | null, exact: number): string => {
  if (figure === null) return " These rows do not tell it: their predictions, or outcomes, are too much alike.";
  const { low, high } = figure;
  if (low === null || high === null) return " Cross-validation makes this true by itself, so there is no interval.";
  return low <= exact && exact <= high ? ` The interval holds ${exact}.` : "";
};

export function observedRiskSection({ score_band: scores, refits, threshold }: Report, outcome: string): HTMLElement {
  const observedRisk = scores.flatMap(({ score, observed, low, high, near }) =>
    observed === null || low === null || high === null ? [] : [{ score, observed, low, high, near }]);
  const bootstrap = (refits?.band ?? []).flatMap(({ score, low, high }) => (low === null || high === null ? [] : [{ score, low, high }]));
  const byScore = new Map(bootstrap.map((range) => [range.score, range]));
  const chart = observedRisk.length === 0 ? null : observedRiskChart(observedRisk, bootstrap, threshold.value);
  const range = (low: number, high: number) => `${ofHundred(low)} to ${ofHundred(high)}`;
  return section("observed-risk", "What a score stands for",
    `Of people with a score like this, so many had ${outcome}. The shaded area is the 95 % interval. Scores that fewer than five people had, or one within 2 points of it, are left out.`,
    chart === null ? h("p", { class: "muted" }, "This report does not say.") : [
      chart,
      legend(["sample-curve", "Observed share"], ["sample-interval", "95 % interval"], bootstrap.length > 0 ? ["sample-bootstrap", "Bootstrap models"] : null, ["sample-ideal", "Exact"], ["sample-threshold", "Threshold"]),
      files("observed-risk", "What a score stands for", drawnIn(chart), {
        columns: ["score", "observed", "low", "high", "people_near", "bootstrap_low", "bootstrap_high"],
        rows: observedRisk.map(({ score, observed, low, high, near }) => [score, observed, low, high, near ?? null, byScore.get(score)?.low ?? null, byScore.get(score)?.high ?? null]),
      }),
      refits ? h("p", { "data-bootstrap": refits.count }, `${count(refits.count)} models were fitted on bootstrap samples of the same size. For the same person their scores typically span ${decimal(refits.median_range, 1)} points of 100.`) : null,
      asTable(
        [{ label: "Score" }, { label: "Observed, of 100" }, { label: "95 % interval" }, ...(bootstrap.length > 0 ? [{ label: "Bootstrap models" }] : []), { label: "People within 2 points" }],
        observedRisk.map(({ score, observed, low, high, near }) => {
          const other = byScore.get(score);
          return [String(score), ofHundred(observed), range(low, high), ...(bootstrap.length > 0 ? [other ? range(other.low, other.high) : "–"] : []), typeof near === "number" ? count(near) : "–"];
        })),
    ]);
}
