/** The candidates: how far each was behind the best, and why the winner was chosen. */

import { candidateTable } from "../charts/candidates";
import { files } from "../charts/files";
import { forestPicture } from "../charts/forest";
import { intervalTrack, scaleOf } from "../charts/interval";
import type { CandidateReport, Report } from "../net/wire/report";
import { said } from "../status/said";
import { h } from "../ui/dom";
import { count, decimal, duration, signed } from "../words/numbers";
import { say } from "../words/report-data";
import { icon } from "../ui/icons";
import { inLabels } from "./baselines";
import { section } from "./section";
import { calibrationName, modelName, settings } from "./words";

export function candidatesSection(report: Report): HTMLElement {
  const { comparison, winner } = report;
  const candidates = report.candidates.map((candidate) => ({ ...candidate, label: modelName(candidate.label) }));
  return section("candidates", say.candidates,
    [say.candidatesLead(candidates.length, count(comparison.rows), comparison.folds, comparison.repeats), said(comparison.note)],
    h("p", { class: "alert alert-good", "data-why": true }, icon("check"), h("span", {}, said(report.why))),
    h("h3", {}, say.howFarBehind),
    h("p", { class: "muted" }, say.howFarBehindLead),
    differences(candidates, winner),
    h("h3", {}, say.allFigures),
    candidateTable(candidates, winner, [
      { label: say.plainLogistic, metrics: report.baselines.plain_logistic },
      { label: inLabels(report.baselines.reference?.label ?? "", report.data.fields), metrics: report.baselines.reference?.metrics ?? null },
      { label: say.alwaysNo, metrics: report.baselines.always_no },
    ]),
    h("details", { class: "more", "data-settings": true }, h("summary", {}, say.triedWith), tried(candidates)));
}

function differences(candidates: CandidateReport[], winner: string): HTMLElement {
  const known = candidates.flatMap((candidate) => {
    const { log_loss: far, standard_error: error } = candidate.difference;
    return far === null ? [] : [{ ...candidate, mark: { estimate: far, low: far - (error ?? 0), high: far + (error ?? 0) } }];
  }).sort((a, b) => a.mark.estimate - b.mark.estimate);
  if (known.length === 0) return h("p", { class: "muted" }, say.notKnown);
  const scale = scaleOf(known.map(({ mark }) => mark), 0);
  const rows = known.map(({ name, label, mark, difference }) => ({ name, label, mark, strong: name === winner || undefined, words: mark.estimate === 0 ? say.best : `${signed(mark.estimate, 4)} ± ${decimal(difference.standard_error, 4)}` }));
  const chart = h("table", { class: "forest forest-one", "data-chart": "differences" },
    h("caption", { class: "visually-hidden" }, say.differenceTo),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.candidate), h("th", { scope: "col", class: "forest-track" }, say.difference),
      h("th", { scope: "col", class: "numeric" }, say.standardError), h("th", { scope: "col" }, say.calibration))),
    h("tbody", {}, known.map(({ name, label, mark, difference, calibration }) => h("tr", { class: name === winner ? "is-winner" : "", "data-difference": name },
      h("th", { scope: "row" }, label, " ", name === winner ? h("span", { class: "pill pill-good" }, icon("check"), say.winner) : null),
      h("td", { class: "forest-track" }, intervalTrack(mark, scale, name === winner ? "is-winner" : "")),
      h("td", { class: "numeric" }, mark.estimate === 0 ? say.best : `${signed(mark.estimate, 4)} ± ${decimal(difference.standard_error, 4)}`),
      h("td", { class: "forest-note", "data-label": say.calibration }, calibrationName(calibration))))));
  return h("div", {}, chart, files(chart, "candidates", say.candidatesFile, {
    columns: ["candidate", "log_loss_to_best", "standard_error", "calibration"],
    rows: known.map(({ name, difference, calibration }) => [name, difference.log_loss, difference.standard_error, calibration]),
  }, { picture: () => forestPicture(say.candidatesPicture, rows, scale) }));
}

function tried(candidates: CandidateReport[]): HTMLElement {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say.settingsOfAll },
    h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.candidate), h("th", { scope: "col", class: "numeric" }, say.tried), h("th", { scope: "col", class: "numeric" }, say.time),
        h("th", { scope: "col", class: "numeric" }, say.lossByCalibration), h("th", { scope: "col" }, say.settings))),
      h("tbody", {}, candidates.map((candidate) => h("tr", {},
        h("th", { scope: "row" }, candidate.label),
        h("td", { class: "numeric" }, count(candidate.configurations)),
        h("td", { class: "numeric" }, candidate.seconds === null ? "–" : duration(candidate.seconds)),
        h("td", { class: "numeric" }, (["none", "shrinkage", "logistic", "isotonic"] as const).map((method) => decimal(candidate.calibration_log_loss[method] ?? null, 4)).join(" · ")),
        h("td", { class: "settings" }, settings(candidate.hyperparameters)))))));
}
