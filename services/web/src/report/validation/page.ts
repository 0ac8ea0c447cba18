/** The report of a validation: a version on rows that it has not learned from, beside its training. */

import { api, CALLS, explain, Problem } from "../../net/api";
import { pause } from "../../net/poll";
import type { ValidationReport } from "../../net/wire/validations";
import { operationsAddress, reportAddress, validationAddress } from "../../ui/addresses";
import { h, replace } from "../../ui/dom";
import { when } from "../../words/numbers";
import { load } from "../../ui/loading";
import type { View } from "../../ui/view";
import { withContents } from "../contents";
import { correlationSection } from "../data";
import { lookedAt } from "../looked-at";
import { subgroupsSection } from "../subgroups";
import { tellingApartSection } from "../telling-apart";
import { decisionSection, thresholdSection } from "../threshold";
import { calibrationSection, dataSection, fieldsSection, periodsSection, shortSection, sitesSection } from "./sections";

export function showValidation({ main, path, signal, title }: View): void {
  const [, name = "", id = "", part = ""] = path;
  title("Validation");
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: "There is no such validation", way: [operationsAddress(name), "See all validations"] },
    failed: "There is no report",
  });

  async function fill(): Promise<void> {
    const [report, predictor] = await Promise.all([measured(), api.predictor(name, signal).catch(() => null)]);
    const subject = predictor?.title ?? report.title;
    const outcome = predictor?.target.label ?? "the outcome";
    title(`${subject}: validation of ${when(report.asked)}`);
    const { grid, land } = withContents(validationAddress(name, id), draw(report, outcome), { "data-validation": id, "data-files": `${name}-${id}` }, signal);
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
function draw(report: ValidationReport, outcome: string): HTMLElement[] {
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
    h("p", { class: "crumb" }, h("a", { href: operationsAddress(name) }, `Operations: ${subject}`)),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, "How good is it on these rows?"),
    report.note ? h("p", { class: "validation-note" }, report.note) : null,
    h("p", { class: "report-meta" }, `${report.candidate}, validated ${when(report.asked)}`, h("br"), h("code", {}, report.version)),
    h("p", { class: "report-pills" },
      h("span", { class: "pill" }, "Validation without learning"),
      report.champion ? h("span", { class: "pill pill-accent" }, "Champion then") : null),
    h("p", { class: "report-links" },
      h("a", { class: "button button-small", href: reportAddress(name, report.version) }, "The training’s report"),
      h("a", { class: "button button-small button-quiet", href: `${CALLS}/predictors/${encodeURIComponent(name)}/validations/${report.validation}/report`, download: `${name}-${report.validation}-validation.json` }, "All numbers (JSON)")));
}
