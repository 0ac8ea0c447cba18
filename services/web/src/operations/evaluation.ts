/** The newest version in short: what the gate decided and how the candidates did. The rest has a page of its own. */

import { candidateDots, candidateTable, type Baseline } from "../charts/candidates";
import { api, inWords } from "../net/api";
import type { Report } from "../net/wire/report";
import { gateAlert, gateOutcome, whyCandidate } from "../status/gate";
import { effortPill } from "../status/job";
import { cardAddress, reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { count, when } from "../words/numbers";
import { icon } from "../ui/icons";

export function evaluationPanel(name: string, signal: AbortSignal) {
  const body = h("div", {});
  const element = h("section", { class: "card evaluation", "aria-labelledby": "evaluation-title" },
    h("h2", { id: "evaluation-title" }, "Evaluation of the newest version"), body);
  let turn = 0;

  return {
    element,
    /** null where there is nothing to show yet */
    async show(version: string | null): Promise<void> {
      const mine = ++turn;
      if (version === null) return replace(body, h("p", { class: "muted" }, "It appears after the first training."));
      try {
        const report = await api.report(name, version, signal);
        if (mine === turn) replace(body, draw(name, report, version));
      } catch (error) {
        if (signal.aborted || mine !== turn) return;
        replace(body, h("p", { class: "alert alert-danger" }, icon("warning"), h("span", {}, `The report of ${version} could not be read. ${inWords(error)}`)));
      }
    },
  };
}

function draw(name: string, report: Report, version: string): HTMLElement {
  const { comparison, gate, candidates, winner, ending } = report;
  const baselines: Baseline[] = [{ label: "Plain logistic regression", metrics: report.baselines.plain_logistic }, { label: "Always no", metrics: report.baselines.always_no }];
  return h("div", { class: "evaluation-body", "data-report": version },
    h("p", { class: "muted evaluation-version" }, `Training of ${when(report.created)}, version `, h("code", {}, version), effortPill(report.effort)),
    gateAlert(gateOutcome(gate), gate.reasons, gate.checks),
    whyCandidate(gate.reasons, ending),
    h("p", { class: "report-links" },
      h("a", { class: "button button-primary button-small", href: reportAddress(name, version), "data-action": "report" }, "The full report", icon("arrow")),
      h("a", { class: "button button-small", href: cardAddress(name, version), "data-action": "card" }, "Model card")),
    h("h3", {}, "All candidates side by side"),
    h("p", { class: "muted" }, `${count(comparison.rows)} rows in ${comparison.folds} folds. ${comparison.note}`),
    candidateDots(candidates, winner),
    candidateTable(candidates, winner, baselines));
}
