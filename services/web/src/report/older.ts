/** A report from before: what it has is shown, and what it lacks is said. */

import { calibrationChart, calibrationTable } from "../charts/calibration";
import { h } from "../dom";
import { count, decimal, percent } from "../format";
import { sign } from "../marks";
import { candidateTable } from "../operations/candidates";
import { confusionPicture } from "../operations/confusion";
import type { FormerReport } from "./former";
import { outcomeOf, verdict } from "./gate";
import { policyInWords } from "./threshold";
import { fact } from "./words";

export function olderReport(report: FormerReport): HTMLElement {
  const { holdout, gate, data, split, threshold, comparison } = report;
  return h("div", { class: "report-parts", "data-report-older": true },
    h("p", { class: "alert alert-info" }, sign("info"), h("span", {}, "This version’s report is of an older form: it has no intervals, subgroups or score band. The next training writes the full one.")),
    h("section", { class: "card report-section", "aria-label": "In short" },
      verdict(outcomeOf(gate), gate.reasons),
      h("dl", { class: "facts" },
        fact("AUROC", decimal(holdout.winner.auroc)), fact("Log loss", decimal(holdout.winner.log_loss, 4)), fact("Brier score", decimal(holdout.winner.brier, 4)),
        fact("Rows", `${count(data.rows)}, of them ${count(data.positives)} positive (${percent(data.prevalence)})`),
        fact("Trained on / held out", `${count(split.training)} / ${count(split.holdout)}`),
        fact("Who is held out", split.rule))),
    h("section", { class: "card report-section", "aria-label": "Candidates" },
      h("h2", {}, "The candidates"),
      h("p", { class: "section-lead" }, `${count(comparison.rows)} training rows in ${comparison.folds} folds. ${comparison.note}`),
      candidateTable(report.candidates, report.winner, [{ label: "Always no", metrics: report.always_no }])),
    h("section", { class: "card report-section", "aria-label": "Calibration, hits and misses" },
      h("div", { class: "figure-pair" },
        report.calibration.length === 0 ? null : h("div", {}, h("h2", {}, "Does 20 of 100 mean 20 of 100?"), calibrationChart(report.calibration), calibrationTable(report.calibration)),
        h("div", {}, h("h2", {}, "Hits and misses"), h("p", { class: "section-lead" }, `At the threshold of ${percent(threshold.value)} (${policyInWords(threshold.policy)}).`), confusionPicture(holdout.winner.confusion)))));
}
