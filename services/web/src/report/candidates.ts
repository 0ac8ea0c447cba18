/** The candidates: how far each was behind the best, and why the winner was chosen. */

import { candidateTable } from "../charts/candidates";
import { files } from "../charts/files";
import { forestNumbers, forestPicture } from "../charts/forest";
import { intervalTrack, scaleOf } from "../charts/interval";
import type { CandidateReport, Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, duration, plural, signed } from "../words/numbers";
import { icon } from "../ui/icons";
import { inLabels } from "./baselines";
import { section } from "./section";
import { CALIBRATION, settings } from "./words";

export function candidatesSection(report: Report): HTMLElement {
  const { comparison, candidates, winner } = report;
  const folds = comparison.repeats > 1 ? `${comparison.repeats} times ${comparison.folds} folds` : `${comparison.folds} folds`;
  return section("candidates", "The candidates",
    `${plural(candidates.length, "candidate was", "candidates were")} compared on ${count(comparison.rows)} rows in ${folds}. ${comparison.note}`,
    h("p", { class: "alert alert-good", "data-why": true }, icon("check"), h("span", {}, report.why)),
    h("h3", {}, "How far behind the best"),
    h("p", { class: "muted" }, "Difference in log loss, paired fold by fold, with one standard error on either side. Whoever reaches the line and is less than a hundredth of the log loss of the prevalence behind is as good as the best, and the simplest of those wins."),
    differences(candidates, winner),
    h("h3", {}, "All figures"),
    candidateTable(candidates, winner, [
      { label: "Plain logistic regression", metrics: report.baselines.plain_logistic },
      { label: inLabels(report.baselines.reference?.label ?? "", report.data.fields), metrics: report.baselines.reference?.metrics ?? null },
      { label: "Always no", metrics: report.baselines.always_no },
    ]),
    h("details", { class: "more", "data-settings": true }, h("summary", {}, "What each was tried with"), tried(candidates)));
}

function differences(candidates: CandidateReport[], winner: string): HTMLElement {
  const known = candidates.flatMap((candidate) => {
    const { log_loss: far, standard_error: error } = candidate.difference;
    return far === null ? [] : [{ ...candidate, mark: { estimate: far, low: far - (error ?? 0), high: far + (error ?? 0) } }];
  }).sort((a, b) => a.mark.estimate - b.mark.estimate);
  if (known.length === 0) return h("p", { class: "muted" }, "The differences are not known.");
  const scale = scaleOf(known.map(({ mark }) => mark), 0);
  const rows = known.map(({ name, label, mark, difference }) => ({ label, mark, strong: name === winner || undefined, words: mark.estimate === 0 ? "best" : `${signed(mark.estimate, 4)} ± ${decimal(difference.standard_error, 4)}` }));
  return h("div", {}, h("table", { class: "forest forest-one", "data-chart": "differences" },
    h("caption", { class: "visually-hidden" }, "Difference of each candidate to the best"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Candidate"), h("th", { scope: "col", class: "forest-track" }, "Difference to the best"),
      h("th", { scope: "col", class: "numeric" }, "± standard error"), h("th", { scope: "col" }, "Calibration"))),
    h("tbody", {}, known.map(({ name, label, mark, difference, calibration }) => h("tr", { class: name === winner ? "is-winner" : "", "data-difference": name },
      h("th", { scope: "row" }, label, " ", name === winner ? h("span", { class: "pill pill-good" }, icon("check"), "Winner") : null),
      h("td", { class: "forest-track" }, intervalTrack(mark, scale, name === winner ? "is-winner" : "")),
      h("td", { class: "numeric" }, mark.estimate === 0 ? "best" : `${signed(mark.estimate, 4)} ± ${decimal(difference.standard_error, 4)}`),
      h("td", { class: "forest-note", "data-label": "Calibration" }, CALIBRATION[calibration] ?? calibration))))),
    files("candidates", "Difference in log loss to the best candidate", () => forestPicture("Difference in log loss to the best candidate, ± one standard error", rows, scale), forestNumbers(rows)));
}

function tried(candidates: CandidateReport[]): HTMLElement {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Settings of all candidates" },
    h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Candidate"), h("th", { scope: "col", class: "numeric" }, "Tried"), h("th", { scope: "col", class: "numeric" }, "Time"),
        h("th", { scope: "col", class: "numeric" }, "Log loss uncalibrated · shrunken · logistic · isotonic"), h("th", { scope: "col" }, "Settings"))),
      h("tbody", {}, candidates.map((candidate) => h("tr", {},
        h("th", { scope: "row" }, candidate.label),
        h("td", { class: "numeric" }, count(candidate.configurations)),
        h("td", { class: "numeric" }, candidate.seconds === null ? "–" : duration(candidate.seconds)),
        h("td", { class: "numeric" }, (["none", "shrinkage", "logistic", "isotonic"] as const).map((method) => decimal(candidate.calibration_log_loss[method] ?? null, 4)).join(" · ")),
        h("td", { class: "settings" }, settings(candidate.hyperparameters)))))));
}
