/** The parts of a validation's report that a version's report has otherwise, or not at all. */

import { calibrationChart, calibrationNumbers, calibrationTable } from "../../charts/calibration";
import { files, drawnIn } from "../../charts/files";
import { asTable, legend } from "../../charts/frame";
import type { People } from "../../net/wire/report";
import type { ValidationReport } from "../../net/wire/validations";
import { h } from "../../ui/dom";
import { count, ofHundred, percent } from "../../words/numbers";
import { icon } from "../../ui/icons";
import { fieldsGrid } from "../fields";
import { fact, section } from "../section";
import { cells, head, scrolled } from "../sites";
import { comparedTable } from "./compared";

export function shortSection({ evaluation, compared, warnings, roles }: ValidationReport, outcome: string): HTMLElement {
  const { winner } = evaluation;
  return section("compared", "Beside its training",
    `${evaluation.how} ${count(winner.n)} rows${winner.people ? ` of ${count(winner.people)} people` : ""}, ${count(winner.events)} ${winner.people ? "people" : "of them"} with ${outcome}.`,
    warnings.map((text) => h("div", { class: "alert alert-warning", "data-warning": true }, icon("warning"), h("p", {}, text))),
    roles.map((text) => h("p", { class: "muted" }, text)),
    comparedTable(compared.figures),
    h("details", { class: "more" }, h("summary", {}, "What z means"), h("p", { class: "muted" }, compared.how)));
}

export function calibrationSection({ calibration: { groups, expected_calibration_error: error }, training }: ValidationReport): HTMLElement {
  const before = training.calibration?.groups ?? [];
  const chart = groups.length === 0 ? null : calibrationChart(groups, before);
  return section("calibration", "Does 20 of 100 mean 20 of 100?",
    "People here in groups of equal size, from the lowest score to the highest. On the dashed line, the model says what happens.",
    chart === null ? h("p", { class: "muted" }, "There are too few people for groups.") : [
      chart,
      legend(["sample-point", "Observed here, with 95 % interval"], before.length > 0 ? ["sample-before", "In training"] : null, ["sample-ideal", "Exact"]),
      files("calibration", "Calibration", drawnIn(chart), calibrationNumbers(groups)),
      h("p", {}, `Predicted and observed shares differ by ${ofHundred(error)} of 100 on average.`),
      calibrationTable(groups),
      before.length > 0 ? asTable([{ label: "Predicted" }, { label: "Observed" }, { label: "People" }],
        before.map(({ predicted, observed, n }) => [percent(predicted), percent(observed), count(n)]), "The groups of the training as a table") : null]);
}

export function sitesSection({ sites }: ValidationReport, outcome: string): HTMLElement | null {
  if (!sites) return null;
  return section("sites", "By site", "This version at each site of the file. Under 30 people with or without the outcome there are too few for a figure.",
    parts("Site", sites.groups.map(({ site, ...rest }) => ({ words: site, ...rest })), outcome),
    sites.others > 0 ? h("p", { class: "muted" }, `Sites that are not shown, most with too few people: ${count(sites.others)}.`) : null);
}

export function periodsSection({ periods }: ValidationReport, outcome: string): HTMLElement | null {
  if (!periods) return null;
  return section("periods", "By time", "Up to four periods with about as many rows each, first to last. Under 30 people with or without the outcome there are too few for a figure.",
    parts("Time", periods.groups.map(({ period, ...rest }) => ({ words: period, ...rest })), outcome));
}

interface Part {
  words: string;
  n: People;
  events: People;
  within: Parameters<typeof cells>[0];
}

const parts = (name: string, groups: Part[], outcome: string): HTMLElement =>
  scrolled(`Figures by ${name.toLowerCase()}`, h("table", { "data-chart": name.toLowerCase() },
    head(),
    groups.map(({ words, n, events, within }) => h("tbody", { "data-part": words },
      h("tr", {}, h("th", { scope: "rowgroup", colspan: 3 }, words, h("span", { class: "cell-note" }, `${count(n)} people, ${count(events)} with ${outcome}`))),
      h("tr", {}, cells(within))))));

export function dataSection({ data, beyond: applicability, sha256 }: ValidationReport, outcome: string): HTMLElement {
  const label = (name: string) => data.fields.find((field) => field.name === name)?.label ?? name;
  const named = (fields: Record<string, People>) => {
    const counts = Object.entries(fields).map(([name, n]) => `${label(name)} ${count(n)}`);
    return counts.length > 0 ? ` (${counts.join(", ")})` : "";
  };
  const shifted = data.fields.filter(({ stability, stability_limit: limit }) => stability !== null && limit != null && stability > limit);
  const { drift } = data;
  const missing = Object.entries(data.missing).filter(([, n]) => n !== 0);
  return section("data", "The rows",
    `${count(data.rows)} rows${data.people ? ` of ${count(data.people)} people` : ""} were measured, ${percent(data.prevalence)} of them with ${outcome}. They are deleted; nothing has learned from them.`,
    h("dl", { class: "facts" },
      fact("Refused", applicability.refused === 0 ? "none" : `${count(applicability.refused)} rows get no number from this version, and were not measured${named(applicability.refused_fields)}`),
      fact("Out of range", applicability.outside === 0 ? "none" : `${count(applicability.outside)} rows hold values out of the range of its training; they were measured${named(applicability.outside_fields)}`),
      drift ? fact("Shifted", shifted.length === 0 ? "No field differs from the rows that it learned from by more than chance." : `By more than chance: ${shifted.map(({ name }) => label(name)).join(", ")}.`) : null,
      fact("Missing values", missing.length === 0 ? "none" : missing.map(([name, n]) => `${label(name)} ${count(n)}`).join(", ")),
      fact("Exact repetitions", `${count(data.duplicates)} rows`),
      fact("The file", h("code", {}, `${sha256.slice(0, 16)}…`))));
}

export function fieldsSection({ data }: ValidationReport, outcome: string): HTMLElement {
  return section("fields", "Field by field",
    `How the answers are spread here among those with ${outcome} and among those without. Stability compares them with the rows that the version learned from: 0 where they are spread alike (population stability index).`,
    fieldsGrid(data, outcome));
}
