/** The newest version in short: what the gate decided and how the candidates did. The rest has a page of its own. */

import { candidateDots } from "../charts/candidate-dots";
import { candidateTable, type Baseline } from "../charts/candidates";
import { api } from "../net/api";
import type { Report } from "../net/wire/report";
import { gateAlert, gateOutcome, whyCandidate } from "../status/gate";
import { effortPill } from "../status/job";
import { inWords, labelsOf } from "../status/labels";
import { cardAddress, reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { count, when } from "../words/numbers";
import { say } from "../words/operations";
import { saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import { failed } from "./failure";
import { reasonsInWords } from "./why";

export function evaluationPanel(name: string, signal: AbortSignal) {
  const body = h("div", {});
  const element = h("section", { class: "card evaluation", "aria-labelledby": "evaluation-title" },
    h("h2", { id: "evaluation-title" }, say.evaluation), body);
  let turn = 0;

  return {
    element,
    /** null where there is nothing to show yet */
    async show(version: string | null): Promise<void> {
      const mine = ++turn;
      if (version === null) return replace(body, h("p", { class: "muted" }, say.noEvaluation));
      try {
        const [report, labels] = await Promise.all([api.report(name, version, signal), labelsOf(name, api.predictor(name, signal).catch(() => null), signal)]);
        if (mine === turn) replace(body, evaluationOf(name, inWords(report, labels), version));
      } catch (error) {
        if (signal.aborted || mine !== turn) return;
        replace(body, h("p", { class: "alert alert-danger" }, icon("warning"), h("span", {}, say.unread(version), shared.gap, failed(error))));
      }
    },
  };
}

export function evaluationOf(name: string, report: Report, version: string): HTMLElement {
  const { comparison, gate, winner, ending } = report;
  const candidates = report.candidates.map((each) => ({ ...each, label: saidOrEnglish(each.label) }));
  const baselines: Baseline[] = [{ label: say.plainLogistic, metrics: report.baselines.plain_logistic }, { label: say.alwaysNo, metrics: report.baselines.always_no }];
  return h("div", { class: "evaluation-body", "data-report": version, "data-files": `${name}-${version}` },
    h("p", { class: "muted evaluation-version" }, say.trainingOf(when(report.created)), h("code", {}, version), effortPill(report.effort)),
    gateAlert(gateOutcome(gate), gate.reasons, gate.checks),
    whyCandidate(gate.reasons, ending, reasonsInWords),
    h("p", { class: "report-links" },
      h("a", { class: "button button-primary button-small", href: reportAddress(name, version), "data-action": "report" }, say.fullReport, icon("arrow")),
      h("a", { class: "button button-small", href: cardAddress(name, version), "data-action": "card" }, shared.modelCard)),
    h("h3", {}, say.candidates),
    h("p", { class: "muted" }, say.outOfFold(count(comparison.rows), comparison.folds)),
    candidateDots(candidates, winner),
    candidateTable(candidates, winner, baselines));
}
