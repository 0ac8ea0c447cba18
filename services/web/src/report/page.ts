/** The whole report of one version. */

import { api } from "../api";
import { h, moveTo, replace } from "../dom";
import { actor, when } from "../format";
import { load } from "../loading";
import { sign } from "../marks";
import type { View } from "../router";
import { cardAddress, effortPill, reportAddress } from "./address";
import { baselinesSection } from "./baselines";
import { bandSection, calibrationSection } from "./calibration";
import { candidatesSection } from "./candidates";
import { contents, partOf } from "./contents";
import { correlationSection, dataSection, fieldsSection } from "./data";
import { isFull, type AnyReport } from "./former";
import { optionalSection } from "./optional";
import { laterSection, sitesSection } from "./elsewhere";
import { gateSection, outcomeOf } from "./gate";
import { headlineSection } from "./headline";
import { fewSection } from "./few";
import { importanceSection } from "./importance";
import { makingSection } from "./making";
import { olderReport } from "./older";
import { questionsSection } from "./questions";
import type { FullReport } from "./shape";
import { subgroupsSection } from "./subgroups";
import { decisionSection, thresholdSection } from "./threshold";

export function showReport({ main, path, signal, title }: View): void {
  const [, name = "", version = "", part = ""] = path;
  title("Report");
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    unknown: { heading: "There is no such report", way: ["#/operations", "See all versions"] },
    failed: "The report could not be read",
  });

  async function fill(): Promise<void> {
    // Only its words are wanted: a report can be read without them.
    const [report, predictor] = await Promise.all([api.report(name, version, signal), api.predictor(name, signal).catch(() => null)]);
    title(`How good is ${predictor?.title ?? name}?`);
    const outcome = predictor?.target.label ?? "the outcome";
    replace(place, head(name, version, predictor?.title ?? name, report, predictor?.champion?.version === version));
    if (!isFull(report)) return place.append(olderReport(report));
    const parts = draw(report, outcome).map(partOf);
    place.append(h("div", { class: "report-grid", "data-report": version },
      contents(reportAddress(name, version), parts, signal),
      h("div", { class: "report-parts" }, parts.map(({ element }) => element))));
    const wanted = parts.find(({ id }) => id === part);
    if (wanted) moveTo(wanted.element);
  }
}

/** In the order in which somebody would ask. */
function draw(report: FullReport, outcome: string): HTMLElement[] {
  return [
    headlineSection(report, outcome),
    gateSection(report),
    calibrationSection(report),
    bandSection(report, outcome),
    fewSection(report),
    thresholdSection(report, outcome),
    decisionSection(report),
    subgroupsSection(report),
    sitesSection(report, outcome),
    laterSection(report, outcome),
    baselinesSection(report),
    candidatesSection(report),
    importanceSection(report),
    questionsSection(report),
    optionalSection(report),
    dataSection(report, outcome),
    fieldsSection(report, outcome),
    correlationSection(report),
    makingSection(report),
  ].filter((element) => element !== null);
}

function endedPill({ gate, ending }: AnyReport): HTMLElement {
  if (ending?.outcome === "candidate") return h("span", { class: "pill pill-accent" }, "Candidate");
  const outcome = outcomeOf(gate);
  if (outcome === "accepted") return h("span", { class: "pill pill-good" }, sign("check"), "Passed the gate");
  return h("span", { class: "pill pill-warning" }, outcome === "undecided" ? "Too little to tell" : "Rejected by the gate");
}

function head(name: string, version: string, subject: string, report: AnyReport, champion: boolean): HTMLElement {
  const winner = isFull(report) ? report.winner_label : (report.candidates.find((candidate) => candidate.name === report.winner)?.label ?? report.winner);
  return h("div", { class: "page-head report-head" },
    h("p", { class: "crumb" }, h("a", { href: `#/operations/${encodeURIComponent(name)}` }, `Operations: ${subject}`)),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, "How good is this model?"),
    h("p", { class: "report-meta" }, `${winner}, trained ${when(report.created)}`, h("br"), h("code", {}, version)),
    h("p", { class: "report-pills" },
      isFull(report) ? effortPill(report.effort) : null,
      report.withdrawn ? h("span", { class: "pill pill-danger" }, sign("cross"), "Withdrawn") : null,
      endedPill(report),
      champion ? h("span", { class: "pill pill-accent" }, "Champion") : null),
    report.withdrawn ? h("div", { class: "alert alert-danger", "data-withdrawn": version }, sign("warning"),
      h("p", {}, h("strong", {}, "This version was withdrawn"), ` on ${when(report.withdrawn.at)} by ${actor(report.withdrawn.by)}: ${report.withdrawn.reason}`)) : null,
    h("p", { class: "report-links" },
      h("a", { class: "button button-small", href: cardAddress(name, version) }, "Model card"),
      h("a", { class: "button button-small button-quiet", href: `/api/v1/predictors/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/report`, download: `${name}-${version}-report.json` }, "All numbers (JSON)")));
}
