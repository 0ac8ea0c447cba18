/** Does 20 of 100 mean 20 of 100? In groups, and score by score. */

import { calibrationChart, calibrationNumbers, calibrationTable } from "../charts/calibration";
import { files } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { observedRiskChart } from "../charts/observed-risk";
import type { Figure, Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { between, count, decimal, ofHundred, ofHundredInColumn, withInterval } from "../words/numbers";
import { say } from "../words/report-figures";
import { fact, section } from "./section";

export function calibrationSection({ calibration }: Report): HTMLElement {
  const { slope, intercept, observed_expected: ratio, groups } = calibration;
  const chart = calibrationChart(groups);
  return section("calibration", say.calibration,
    say.calibrationLead(groups.length),
    h("div", { class: "figure-pair" },
      h("div", {}, chart, legend(["sample-point", say.observedShare], ["sample-ideal", say.exact]),
        files(chart, "calibration", say.calibrationFile, calibrationNumbers(groups)), calibrationTable(groups)),
      h("div", { class: "calibration-words" },
        h("dl", { class: "facts facts-wide", "data-calibration": true },
          fact(say.slope, withInterval(slope, 3), note(`${say.slopeIs}${within(slope, 1)}`)),
          fact(say.intercept, withInterval(intercept, 3), note(`${say.interceptIs}${within(intercept, 0)}`)),
          fact(say.calibrationError, decimal(calibration.expected_calibration_error, 4), note(say.calibrationErrorIs(ofHundred(calibration.expected_calibration_error)))),
          fact(say.observedExpected, withInterval(ratio, 3), note(`${ratio === null ? "" : say.ofExpected(Math.round(ratio.estimate * 100), ratio.estimate >= 1)}${within(ratio, 1)}`))))));
}

const note = (text: string) => h("span", { class: "muted cell-note" }, text);
const within = (figure: Figure | null, exact: number): string => {
  if (figure === null) return say.notTold;
  const { low, high } = figure;
  if (low === null || high === null) return say.noInterval;
  return low <= exact && exact <= high ? say.holds(exact) : "";
};

export function observedRiskSection({ score_band: scores, refits, threshold }: Report, outcome: string): HTMLElement {
  const observedRisk = scores.flatMap(({ score, observed, low, high, near }) =>
    observed === null || low === null || high === null ? [] : [{ score, observed, low, high, near }]);
  const bootstrap = (refits?.band ?? []).flatMap(({ score, low, high }) => (low === null || high === null ? [] : [{ score, low, high }]));
  const byScore = new Map(bootstrap.map((range) => [range.score, range]));
  const chart = observedRisk.length === 0 ? null : observedRiskChart(observedRisk, bootstrap, threshold.value);
  const range = (low: number, high: number) => between(ofHundredInColumn(low), ofHundredInColumn(high));
  return section("observed-risk", say.observedRisk,
    say.observedRiskLead(outcome),
    chart === null ? h("p", { class: "muted" }, say.notSaid) : [
      chart,
      legend(["sample-curve", say.observed], ["sample-interval", say.interval], bootstrap.length > 0 ? ["sample-bootstrap", say.bootstrapModels] : null, ["sample-ideal", say.exact], ["sample-threshold", say.threshold]),
      files(chart, "observed-risk", say.observedRisk, {
        columns: ["score_of_100", "observed", "low", "high", "people_near", "bootstrap_low", "bootstrap_high"],
        rows: observedRisk.map(({ score, observed, low, high, near }) => [score, observed, low, high, near ?? null, byScore.get(score)?.low ?? null, byScore.get(score)?.high ?? null]),
      }),
      refits ? h("p", { "data-bootstrap": refits.count }, say.sameSize(count(refits.count), decimal(refits.median_range, 1))) : null,
      asTable(
        [{ label: say.score }, { label: say.observedOfHundred }, { label: say.interval }, ...(bootstrap.length > 0 ? [{ label: say.bootstrapModels }] : []), { label: say.peopleNear }],
        observedRisk.map(({ score, observed, low, high, near }) => {
          const other = byScore.get(score);
          return [String(score), ofHundredInColumn(observed), range(low, high), ...(bootstrap.length > 0 ? [other ? range(other.low, other.high) : "–"] : []), typeof near === "number" ? count(near) : "–"];
        })),
    ]);
}
