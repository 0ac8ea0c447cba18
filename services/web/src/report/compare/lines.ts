/** What two versions were made of and how, line by line; only the lines that differ. */

import type { Report } from "../../net/wire/report";
import type { VersionDescription } from "../../net/wire/versions";
import { count, ofHundred, percent } from "../../words/numbers";
import { policyInWords } from "../threshold";
import { CALIBRATION, setting, settings } from "../words";
import type { Both } from "./figures";

/** A version as the page knows it. */
export interface Made {
  report: Report;
  description: VersionDescription;
}

export interface Line {
  term: string;
  /** null: there is no such thing */
  values: Both<string | null>;
}

const DECLARATION = "predictor.yaml";

const differing = (lines: Line[]): Line[] => lines.filter(({ values: [a, b] }) => a !== b);

/** One line for each name that either has. */
const byName = (a: Map<string, string>, b: Map<string, string>, term: (name: string) => string = (name) => name): Line[] =>
  [...new Set([...a.keys(), ...b.keys()])].map((name) => ({ term: term(name), values: [a.get(name) ?? null, b.get(name) ?? null] }));

const pairs = (all: Record<string, unknown>): Map<string, string> => new Map(Object.entries(all).map(([name, value]) => [name, setting(value)]));

/** How it was made: the kind of model, its settings, what was done to the rows that taught it. */
export function makingLines({ report: a, description: first }: Made, { report: b, description: second }: Made): Line[] {
  const line = (term: string, read: (report: Report) => string): Line => ({ term, values: [read(a), read(b)] });
  const alike = a.winner === b.winner;
  return differing([
    line("Model", (of) => of.winner_label),
    line("Training", (of) => (of.effort === "quick" ? "quick: declared settings" : "full: searched settings")),
    // Settings of two kinds of models have nothing to do with each other.
    ...(alike ? byName(pairs(a.recipe.hyperparameters), pairs(b.recipe.hyperparameters)) : [line("Settings", (of) => settings(of.recipe.hyperparameters))]),
    line("Calibration", (of) => CALIBRATION[of.recipe.calibration] ?? of.recipe.calibration),
    line("Threshold", (of) => `${ofHundred(of.threshold.value)} of 100 (${policyInWords(of.threshold.policy)})`),
    line("Candidates", (of) => of.candidates.map(({ label }) => label).join(", ")),
    line("Compared on", (of) => `${count(of.comparison.rows)} rows, ${of.comparison.repeats} × ${of.comparison.folds} folds`),
    line("Measured", (of) => (of.evaluation.on === "holdout" ? "on held-out rows" : "by cross-validation")),
    line("Repeated rows", (of) => of.preparation.duplicates),
    line("Outliers", (of) => of.preparation.outliers),
    line("Balancing", (of) => of.preparation.balance),
    line("Selection", (of) => (of.preparation.select === "all" ? "all columns" : `the best ${of.preparation.select} columns`)),
    line("May be unknown", (of) => (of.optional ?? []).filter(({ offered }) => offered).map(({ label }) => label).join(", ") || "nothing"),
    ...byName(pairs(first.libraries), pairs(second.libraries)),
  ]);
}

export interface SetRow {
  name: string;
  sha256: string;
  rows: Both<number | null>;
}

/** The data sets that only one of them has learned from, and those of both. */
export function dataSets(a: Report, b: Report): { differ: SetRow[]; both: SetRow[] } {
  const keyed = ({ data }: Report) => new Map(data.datasets.map((set) => [`${set.name} ${set.sha256}`, set]));
  const [first, second] = [keyed(a), keyed(b)];
  const all = [...new Map([...first, ...second])].map(([key, { name, sha256 }]): SetRow =>
    ({ name, sha256, rows: [first.get(key)?.rows ?? null, second.get(key)?.rows ?? null] }));
  const shared = ({ rows }: SetRow): boolean => rows[0] !== null && rows[1] !== null;
  return { differ: all.filter((set) => !shared(set)), both: all.filter(shared) };
}

/** How many rows they come to, and what became of these. */
export function dataLines(a: Report, b: Report, outcome: string): Line[] {
  const line = (term: string, read: (report: Report) => string): Line => ({ term, values: [read(a), read(b)] });
  const missing = ({ data }: Report) => new Map(data.fields.map(({ label, missing: n }) => [label, count(n)]));
  return differing([
    line("Rows", ({ data }) => count(data.rows)),
    line("People", ({ data }) => (data.people === undefined ? "one a row" : count(data.people))),
    line(`With ${outcome}`, ({ data }) => `${count(data.positives)} (${percent(data.prevalence)})`),
    line("Learned from", ({ split }) => `${count(split.training)} rows`),
    line("Held out", ({ split }) => `${count(split.holdout)} rows`),
    line("Exact repetitions", ({ data }) => `${count(data.duplicates)} rows`),
    ...byName(missing(a), missing(b), (label) => `${label}: unknown in`).filter(({ values }) => values.every((value) => value !== null)),
  ]);
}

/** Whether both were trained with the very same declaration. */
export const sameDeclaration = ({ description: a }: Made, { description: b }: Made): boolean =>
  a.files[DECLARATION]?.sha256 === b.files[DECLARATION]?.sha256;

/** What is known to differ in their declarations: fields, their kinds, choices, names and units, groups. */
export function declarationLines(a: Made, b: Made): Line[] {
  const [first, second] = [fields(a), fields(b)];
  const lines = [...new Set([...first.keys(), ...second.keys()])].flatMap((name): Line[] => {
    const [one, other] = [first.get(name), second.get(name)];
    const label = one?.label ?? other?.label ?? name;
    if (!one || !other) return [{ term: label, values: [one ? "asked" : null, other ? "asked" : null] }];
    return [
      { term: `${label}: name`, values: [one.label, other.label] },
      { term: `${label}: unit`, values: [one.unit, other.unit] },
      { term: `${label}: kind`, values: [one.type, other.type] },
      { term: `${label}: choices`, values: [one.choices, other.choices] },
    ];
  });
  const order = (of: Map<string, Declared>, among: Map<string, Declared>) => [...of].filter(([name]) => among.has(name)).map(([, { label }]) => label).join(", ");
  const groups = ({ report }: Made) => [...new Set(report.subgroups.groups.map(({ label }) => label))].join(", ") || "none";
  const moved = [...first.keys()].filter((name) => second.has(name)).join() !== [...second.keys()].filter((name) => first.has(name)).join();
  return differing([
    { term: "Title", values: [a.report.title, b.report.title] },
    ...lines,
    ...(moved ? [{ term: "Order of the fields", values: [order(first, second), order(second, first)] as Both<string> }] : []),
    { term: "Subgroups by", values: [groups(a), groups(b)] },
  ]);
}

interface Declared {
  label: string;
  unit: string | null;
  type: string;
  choices: string | null;
}

function fields({ report, description }: Made): Map<string, Declared> {
  const told = new Map(report.data.fields.map((field) => [field.name, field]));
  return new Map(description.fields.map(({ name, type, codes }) =>
    [name, { label: told.get(name)?.label ?? name, unit: told.get(name)?.unit ?? null, type, choices: codes?.join(", ") ?? null }]));
}
