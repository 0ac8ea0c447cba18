/** The newest version in short: what the gate said and how the candidates did. The rest has a page of its own. */

import { api, inWords } from "../api";
import { h, replace } from "../dom";
import { count, when } from "../format";
import { sign } from "../marks";
import { cardAddress, effortPill, reportAddress } from "../report/address";
import { isFull, type AnyReport } from "../report/former";
import { heldBack, outcomeOf, verdict } from "../report/gate";
import { candidateDots, candidateTable, type Baseline } from "./candidates";

export function figuresPanel(name: string, signal: AbortSignal) {
  const body = h("div", {});
  const element = h("section", { class: "card figures", "aria-labelledby": "figures-title" },
    h("h2", { id: "figures-title" }, "Evaluation of the newest version"), body);
  let turn = 0;

  return {
    element,
    /** null where there is nothing to show yet */
    show(version: string | null): void {
      const mine = ++turn;
      if (version === null) return replace(body, h("p", { class: "muted" }, "It appears after the first training."));
      api.report(name, version, signal).then(
        (report) => {
          if (mine === turn) replace(body, draw(name, report, version));
        },
        (error: unknown) => {
          if (signal.aborted || mine !== turn) return;
          replace(body, h("p", { class: "alert alert-danger" }, sign("warning"), h("span", {}, `The report of ${version} could not be read. ${inWords(error)}`)));
        });
    },
  };
}

function draw(name: string, report: AnyReport, version: string): HTMLElement {
  const { comparison, gate, candidates, winner, ending } = report;
  const baselines: Baseline[] = isFull(report)
    ? [{ label: "Plain logistic regression", metrics: report.baselines.plain_logistic }, { label: "Always no", metrics: report.baselines.always_no }]
    : [{ label: "Always no", metrics: report.always_no }];
  return h("div", { class: "figures-body", "data-report": version },
    h("p", { class: "muted figures-which" }, `Training of ${when(report.created)}, version `, h("code", {}, version), isFull(report) ? effortPill(report.effort) : null),
    verdict(outcomeOf(gate), gate.reasons),
    heldBack(gate.reasons, ending),
    h("p", { class: "report-links" },
      h("a", { class: "button button-primary button-small", href: reportAddress(name, version), "data-action": "report" }, "The full report", sign("arrow")),
      isFull(report) ? h("a", { class: "button button-small", href: cardAddress(name, version), "data-action": "card" }, "Model card") : null),
    h("h3", {}, "All candidates side by side"),
    h("p", { class: "muted" }, `${count(comparison.rows)} rows in ${comparison.folds} folds. ${comparison.note}`),
    candidateDots(candidates, winner),
    candidateTable(candidates, winner, baselines));
}
