/** A report from before: what it has is shown, and what it lacks is said. */

import { calibrationChart, calibrationTable } from "../charts/calibration";
import { candidateTable } from "../charts/candidates";
import { confusionPicture } from "../charts/confusion";
import type { OlderReport } from "../net/wire/older-report";
import { gateAlert, gateOutcome } from "../status/gate";
import { h } from "../ui/dom";
import { count, decimal, percent } from "../ui/format";
import { icon } from "../ui/icons";
import { fact } from "./section";
import { policyInWords } from "./threshold";

export function olderReport(report: OlderReport): HTMLElement {
  const { holdout, gate, data, split, threshold, comparison } = report;
  return h("div", { class: "report-parts", "data-report-older": true },
    h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, "This version’s report is of an older form: it has no intervals, subgroups or observed risk by score. The next training writes the full one.")),
    h("section", { class: "card report-section", "aria-label": "In short" },
      gateAlert(gateOutcome(gate), gate.reasons),
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
