/** The report of a validation: a version on rows that it has not learned from, beside its training. */

import { api, CALLS, explain, Problem } from "../../net/api";
import { pause } from "../../net/poll";
import type { ValidationReport } from "../../net/wire/validations";
import { labelsOf, relabelled } from "../../status/labels";
import { operationsAddress, reportAddress, validationAddress } from "../../ui/addresses";
import { h, replace } from "../../ui/dom";
import { when } from "../../words/numbers";
import { say as its } from "../../words/report";
import { say } from "../../words/validation";
import { load } from "../../ui/loading";
import type { View } from "../../ui/view";
import { withContents } from "../contents";
import { correlationSection } from "../data";
import { lookedAt } from "../looked-at";
import { subgroupsSection } from "../subgroups";
import { tellingApartSection } from "../telling-apart";
import { decisionSection, thresholdSection } from "../threshold";
import { modelName } from "../words";
import { calibrationSection, dataSection, fieldsSection, periodsSection, shortSection, sitesSection } from "./sections";

export function showValidation({ main, path, signal, title }: View): void {
  const [, name = "", id = "", part = ""] = path;
  title(say.title);
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: say.notThere, way: [operationsAddress(name), say.seeValidations] },
    failed: say.noReport,
  });

  async function fill(): Promise<void> {
    const declared = api.predictor(name, signal).catch(() => null);
    const [written, predictor, labels] = await Promise.all([measured(), declared, labelsOf(name, declared, signal)]);
    const report = relabelled(written, labels);
    const subject = predictor?.title ?? report.title;
    const outcome = predictor?.target.label ?? its.theOutcome;
    title(say.titleOf(subject, when(report.asked)));
    const { grid, land } = withContents(validationAddress(name, id), validationParts(report, outcome), { "data-validation": id, "data-files": `${name}-${id}` }, signal);
    replace(place, head(name, subject, report), grid);
    land(part);
  }

  /** The report, waited for while it is being measured. */
  async function measured(): Promise<ValidationReport> {
    for (;;) {
      try {
        return await api.validationReport(name, id, signal);
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 409) throw error;
        const { status } = await api.validation(name, id, signal);
        if (status === "failed") throw error;
        await pause(1000, signal);
      }
    }
  }
}

/** In the order in which somebody would ask. */
export function validationParts(report: ValidationReport, outcome: string): HTMLElement[] {
  const looked = lookedAt(report);
  return [
    shortSection(report, outcome),
    calibrationSection(report),
    thresholdSection(report, looked, outcome),
    tellingApartSection(report, looked, outcome),
    decisionSection(report, looked, report.training.decision_curve),
    subgroupsSection(report),
    sitesSection(report, outcome),
    periodsSection(report, outcome),
    dataSection(report, outcome),
    fieldsSection(report, outcome),
    correlationSection(report),
  ].filter((element) => element !== null);
}

function head(name: string, subject: string, report: ValidationReport): HTMLElement {
  return h("div", { class: "page-head report-head" },
    h("p", { class: "crumb" }, h("a", { href: operationsAddress(name) }, its.backTo(subject))),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, say.howGood),
    report.note ? h("p", { class: "validation-note" }, report.note) : null,
    h("p", { class: "report-meta" }, say.validated(modelName(report.candidate), when(report.asked)), h("br"), h("code", {}, report.version)),
    h("p", { class: "report-pills" },
      h("span", { class: "pill" }, say.withoutLearning),
      report.champion ? h("span", { class: "pill pill-accent" }, say.championThen) : null),
    h("p", { class: "report-links" },
      h("a", { class: "button button-small", href: reportAddress(name, report.version) }, say.trainingsReport),
      h("a", { class: "button button-small button-quiet", href: `${CALLS}/predictors/${encodeURIComponent(name)}/validations/${report.validation}/report`, download: `${name}-${report.validation}-validation.json` }, its.allNumbers)));
}
