/** The whole report of one version. */

import { api, CALLS, explain } from "../net/api";
import type { Report } from "../net/wire/report";
import { gateOutcome } from "../status/gate";
import { effortPill } from "../status/job";
import { inWords, labelsOf } from "../status/labels";
import { cardAddress, compareAddress, operationsAddress, reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { actor, when } from "../words/numbers";
import { say } from "../words/report";
import { say as shared } from "../words/shared";
import { icon } from "../ui/icons";
import { load } from "../ui/loading";
import type { View } from "../ui/view";
import { baselinesSection } from "./baselines";
import { calibrationSection, observedRiskSection } from "./calibration";
import { candidatesSection } from "./candidates";
import { withContents } from "./contents";
import { correlationSection, dataSection, fieldsSection } from "./data";
import { effectsSection } from "./effects";
import { fileNames, type FileNames } from "./file-names";
import { gateSection } from "./gate";
import { headlineSection } from "./headline";
import { importanceSection } from "./importance";
import { leakageSection } from "./leakage";
import { lookedAt } from "./looked-at";
import { makingSection } from "./making";
import { optionalSection } from "./optional";
import { sampleSizeSection } from "./sample-size";
import { laterSection, sitesSection } from "./sites";
import { subgroupsSection } from "./subgroups";
import { tellingApartSection } from "./telling-apart";
import { decisionSection, thresholdSection } from "./threshold";
import { modelName } from "./words";

export function showReport({ main, path, signal, title }: View): void {
  const [, name = "", version = "", part = ""] = path;
  title(say.title);
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: say.notThere, way: ["#/operations", shared.seeVersions] },
    failed: say.notRead,
  });

  async function fill(): Promise<void> {
    // Only its words are wanted: a report can be read without them.
    const declared = api.predictor(name, signal).catch(() => null);
    const [written, predictor, files, labels] = await Promise.all([api.report(name, version, signal), declared, fileNames(name, signal), labelsOf(name, declared, signal)]);
    const report = inWords(written, labels);
    title(say.titleOf(predictor?.title ?? name, when(report.created)));
    const outcome = predictor?.target.label ?? say.theOutcome;
    replace(place, head(name, version, predictor?.title ?? name, report, predictor?.champion?.version ?? null));
    const { grid, land } = withContents(reportAddress(name, version), reportParts(report, outcome, files), { "data-report": version, "data-files": `${name}-${version}` }, signal);
    place.append(grid);
    land(part);
  }
}

/** In the order in which somebody would ask. */
export function reportParts(report: Report, outcome: string, files: FileNames): HTMLElement[] {
  const looked = lookedAt(report);
  return [
    headlineSection(report, outcome),
    gateSection(report),
    calibrationSection(report),
    observedRiskSection(report, outcome),
    sampleSizeSection(report),
    thresholdSection(report, looked, outcome),
    tellingApartSection(report, looked, outcome),
    decisionSection(report, looked),
    subgroupsSection(report),
    sitesSection(report, outcome),
    laterSection(report, outcome),
    baselinesSection(report),
    candidatesSection(report),
    importanceSection(report),
    effectsSection(report, outcome),
    leakageSection(report),
    optionalSection(report),
    dataSection(report, outcome, files),
    fieldsSection(report, outcome),
    correlationSection(report),
    makingSection(report, files),
  ].filter((element) => element !== null);
}

function endedPill({ gate, ending }: Report): HTMLElement {
  if (ending?.outcome === "candidate") return h("span", { class: "pill pill-accent" }, say.ended.candidate);
  const outcome = gateOutcome(gate);
  if (outcome === "accepted") return h("span", { class: "pill pill-good" }, icon("check"), say.ended.accepted);
  return h("span", { class: "pill pill-warning" }, say.ended[outcome]);
}

/** @param answers the champion's version */
function head(name: string, version: string, subject: string, report: Report, answers: string | null): HTMLElement {
  return h("div", { class: "page-head report-head" },
    h("p", { class: "crumb" }, h("a", { href: operationsAddress(name) }, say.backTo(subject))),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, shared.howGood),
    h("p", { class: "report-meta" }, say.trained(modelName(report.winner_label), when(report.created)), h("br"), h("code", {}, version)),
    h("p", { class: "report-pills" },
      effortPill(report.effort),
      report.withdrawn ? h("span", { class: "pill pill-danger" }, icon("cross"), say.withdrawn) : null,
      endedPill(report),
      answers === version ? h("span", { class: "pill pill-accent" }, shared.champion) : null),
    report.withdrawn ? h("div", { class: "alert alert-danger", "data-withdrawn": version }, icon("warning"),
      h("p", {}, h("strong", {}, say.wasWithdrawn), say.withdrawnBy(when(report.withdrawn.at), actor(report.withdrawn.by), report.withdrawn.reason))) : null,
    h("p", { class: "report-links" },
      h("a", { class: "button button-small", href: cardAddress(name, version) }, shared.modelCard),
      answers !== null && answers !== version ? h("a", { class: "button button-small", href: compareAddress(name, [answers, version]), "data-action": "compare" }, say.compare) : null,
      h("a", { class: "button button-small button-quiet", href: `${CALLS}/predictors/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/report`, download: `${name}-${version}-report.json` }, say.allNumbers)));
}
