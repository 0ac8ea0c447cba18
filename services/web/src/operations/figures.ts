/** The report of one version: its candidates, its calibration, its hits and misses. */

import { api, inWords } from "../api";
import { h, moveTo, replace } from "../dom";
import { count, percent, when } from "../format";
import { sign } from "../marks";
import type { Report } from "../wire";
import { calibrationPlot } from "./calibration";
import { candidateDots, candidateTable } from "./candidates";
import { confusionPicture } from "./confusion";

/** Policies of a declaration as words; one that is not known here is shown as it is written. */
const POLICIES: Record<string, string> = { max_f1: "largest F1 on out-of-fold predictions" };

export function figuresPanel(name: string, signal: AbortSignal) {
  const body = h("div", {});
  const element = h("section", { class: "card figures", "aria-labelledby": "figures-title", tabindex: "-1" },
    h("h2", { id: "figures-title" }, "Evaluation"), body);
  let turn = 0;

  return {
    element,
    /** null where there is nothing to show yet */
    show(version: string | null, move: boolean): void {
      const mine = ++turn;
      if (version === null) return replace(body, h("p", { class: "muted" }, "They appear after the first training."));
      api.report(name, version, signal).then(
        (report) => {
          if (mine !== turn) return;
          replace(body, draw(report, version));
          if (move) moveTo(element);
        },
        (error: unknown) => {
          if (signal.aborted || mine !== turn) return;
          replace(body, h("p", { class: "alert alert-danger" }, sign("warning"), h("span", {}, `The report of ${version} could not be read. ${inWords(error)}`)));
        });
    },
  };
}

function draw(report: Report, version: string): HTMLElement {
  const { comparison, holdout, gate, data, split, threshold } = report;
  const winner = report.candidates.find((candidate) => candidate.name === report.winner);
  return h("div", { class: "figures-body", "data-report": version },
    h("p", { class: "muted" }, `Training of ${when(report.created)}, version `, h("code", {}, version)),
    h("div", { class: gate.accepted ? "alert alert-good" : "alert alert-warning", "data-gate": gate.accepted ? "accepted" : "rejected" },
      sign(gate.accepted ? "check" : "warning"),
      h("div", {},
        h("p", {}, h("strong", {}, gate.accepted ? "The gate let this version pass." : "The gate rejected this version.")),
        reasonsInWords(gate.reasons))),

    h("h3", {}, "All candidates side by side"),
    h("p", { class: "muted" }, `${count(comparison.rows)} training rows in ${comparison.folds} folds. ${comparison.note}`),
    candidateDots(report),
    candidateTable(report),

    h("div", { class: "figure-pair" },
      h("div", {},
        h("h3", {}, "Does 20 of 100 mean 20 of 100?"),
        h("p", { class: "muted" }, `${winner?.label ?? report.winner} on ${count(holdout.winner.n)} held-out rows, in ten groups of equal size. On the line, the model says what happens.`),
        calibrationPlot(report.calibration)),
      h("div", {},
        h("h3", {}, "Hits and misses"),
        h("p", { class: "muted" }, `The same rows at the threshold of ${percent(threshold.value)} (${POLICIES[threshold.policy] ?? threshold.policy}).`),
        confusionPicture(holdout.winner.confusion))),

    h("details", { class: "more" },
      h("summary", {}, "About the rows"),
      h("dl", { class: "facts" },
        fact("Rows", `${count(data.rows)}, of them ${count(data.positives)} positive (${percent(data.prevalence)})`),
        fact("Repeated rows", count(data.duplicates)),
        fact("Missing values", Object.entries(data.missing).map(([field, n]) => `${field} ${count(n)}`).join(", ") || "none"),
        fact("Training / held out", `${count(split.training)} / ${count(split.holdout)}`),
        fact("Who is held out", split.rule))));
}

/** The gate's reasons as sentences: what begins with "and" belongs to the one before. */
function reasonsInWords(reasons: string[]): HTMLElement | null {
  const sentences: string[] = [];
  for (const reason of reasons) {
    if (/^and /.test(reason) && sentences.length > 0) sentences.push(`${sentences.pop()}, ${reason}`);
    else sentences.push(reason);
  }
  const tidy = sentences.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`);
  if (tidy.length === 0) return null;
  return tidy.length === 1 ? h("p", {}, tidy[0]) : h("ul", {}, tidy.map((text) => h("li", {}, text)));
}

const fact = (term: string, value: string) => [h("dt", {}, term), h("dd", {}, value)];
