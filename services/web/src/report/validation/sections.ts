/** The parts of a validation's report that a version's report has otherwise, or not at all. */

import { calibrationChart, calibrationNumbers, calibrationTable } from "../../charts/calibration";
import { files } from "../../charts/files";
import { asTable, legend } from "../../charts/frame";
import type { PartFigures, People } from "../../net/wire/report";
import type { ValidationReport } from "../../net/wire/validations";
import { said } from "../../status/said";
import { h } from "../../ui/dom";
import { count, ofHundred, percent } from "../../words/numbers";
import { say as rows } from "../../words/report-data";
import { say as figures } from "../../words/report-figures";
import { saidOrEnglish } from "../../words/said";
import { say } from "../../words/validation";
import { icon } from "../../ui/icons";
import { fieldsGrid } from "../fields";
import { partFigures } from "../part-figures";
import { fact, section } from "../section";
import { comparedTable } from "./compared";

export function shortSection({ evaluation, compared, warnings, roles }: ValidationReport, outcome: string): HTMLElement {
  const { winner } = evaluation;
  return section("compared", say.beside,
    [said(evaluation.how), say.measuredOn(count(winner.n), winner.people ? count(winner.people) : null, count(winner.events), outcome)],
    warnings.map((text) => h("div", { class: "alert alert-warning", "data-warning": true }, icon("warning"), h("p", {}, said(text)))),
    roles.map((text) => h("p", { class: "muted" }, said(text))),
    comparedTable(compared.figures),
    h("details", { class: "more" }, h("summary", {}, say.whatZMeans), h("p", { class: "muted" }, said(compared.how))));
}

export function calibrationSection({ calibration: { groups, expected_calibration_error: error }, training }: ValidationReport): HTMLElement {
  const before = training.calibration?.groups ?? [];
  const chart = groups.length === 0 ? null : calibrationChart(groups, before);
  return section("calibration", figures.calibration, say.calibrationLead,
    chart === null ? h("p", { class: "muted" }, say.tooFewForGroups) : [
      chart,
      legend(["sample-point", say.observedHere], before.length > 0 ? ["sample-before", say.inTraining] : null, ["sample-ideal", figures.exact]),
      files(chart, "calibration", figures.calibrationFile, calibrationNumbers(groups, before)),
      h("p", {}, figures.calibrationErrorIs(ofHundred(error))),
      calibrationTable(groups),
      before.length > 0 ? asTable([{ label: say.predicted }, { label: say.observed }, { label: say.people }],
        before.map(({ predicted, observed, n }) => [percent(predicted), percent(observed), count(n)]), say.groupsOfTraining) : null]);
}

export function sitesSection({ sites }: ValidationReport, outcome: string): HTMLElement | null {
  if (!sites) return null;
  return section("sites", say.bySite, say.bySiteLead,
    parts("site", say.bySiteTable, say.site, sites.groups.map(({ site, ...rest }) => ({ cell: site, words: site, ...rest })), outcome),
    sites.others > 0 ? h("p", { class: "muted" }, figures.otherSites(sites.others)) : null);
}

export function periodsSection({ periods }: ValidationReport, outcome: string): HTMLElement | null {
  if (!periods) return null;
  return section("periods", say.byTime, say.byTimeLead,
    parts("period", say.byTimeTable, say.period, periods.groups.map(({ period, ...rest }) => ({ cell: period, words: saidOrEnglish(period), ...rest })), outcome));
}

interface Part {
  /** as the server calls it */
  cell: string;
  words: string;
  n: People;
  events: People;
  within: PartFigures | null;
}

const parts = (name: "site" | "period", caption: string, of: string, groups: Part[], outcome: string): HTMLElement =>
  partFigures({
    name, caption, of, columns: [name, "people", "events"],
    parts: groups.map(({ cell, words, n, events, within }) => ({
      words,
      note: figures.peopleAndEvents(count(n), count(events), outcome),
      rows: [{ label: "", name: words, cells: [cell, n, events], figures: within }],
    })),
  });

export function dataSection({ data, beyond: applicability, sha256 }: ValidationReport, outcome: string): HTMLElement {
  const label = (name: string) => data.fields.find((field) => field.name === name)?.label ?? name;
  const named = (fields: Record<string, People>) => {
    return say.ofFields(Object.entries(fields).map(([name, n]) => rows.countOf(label(name), count(n), null)));
  };
  const shifted = data.fields.filter(({ stability, stability_limit: limit }) => stability !== null && limit != null && stability > limit);
  const { drift } = data;
  const missing = Object.entries(data.missing).filter(([, n]) => n !== 0);
  return section("data", say.rows,
    say.rowsLead(count(data.rows), data.people ? count(data.people) : null, percent(data.prevalence), outcome),
    h("dl", { class: "facts" },
      fact(say.refused, applicability.refused === 0 ? say.none : say.refusedRows(count(applicability.refused), named(applicability.refused_fields))),
      fact(say.outOfRange, applicability.outside === 0 ? say.none : say.outOfRangeRows(count(applicability.outside), named(applicability.outside_fields))),
      drift ? fact(say.shifted, shifted.length === 0 ? say.notShifted : say.shiftedFields(shifted.map(({ name }) => label(name)))) : null,
      fact(rows.missingValues, missing.length === 0 ? say.none : rows.named(missing.map(([name, n]) => rows.countOf(label(name), count(n), null)))),
      fact(rows.repetitions, rows.repeated(count(data.duplicates), null)),
      fact(say.theFile, h("code", {}, `${sha256.slice(0, 16)}…`))));
}

export function fieldsSection({ data }: ValidationReport, outcome: string): HTMLElement {
  return section("fields", rows.fields,
    say.fieldsLead(outcome),
    fieldsGrid(data, outcome));
}
