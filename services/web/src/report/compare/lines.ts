/** What two versions were made of and how, line by line; only the lines that differ. */

import type { Report } from "../../net/wire/report";
import type { VersionDescription } from "../../net/wire/versions";
import { say } from "../../words/compare";
import { count, ofHundred, percent } from "../../words/numbers";
import { policyInWords } from "../threshold";
import { calibrationName, modelName, setting, settings } from "../words";
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

/** What a declaration asks to be done to rows, "keep", as a person reads it. */
const prepared = (how: string): string => say.preparations[how] ?? how;

/** How it was made: the kind of model, its settings, what was done to the rows that taught it. */
export function makingLines({ report: a, description: first }: Made, { report: b, description: second }: Made): Line[] {
  const line = (term: string, read: (report: Report) => string): Line => ({ term, values: [read(a), read(b)] });
  const alike = a.winner === b.winner;
  const { terms } = say;
  return differing([
    line(terms.model, (of) => modelName(of.winner_label)),
    line(terms.training, (of) => (of.effort === "quick" ? say.quick : say.full)),
    // Settings of two kinds of models have nothing to do with each other.
    ...(alike ? byName(pairs(a.recipe.hyperparameters), pairs(b.recipe.hyperparameters)) : [line(terms.settings, (of) => settings(of.recipe.hyperparameters))]),
    line(terms.calibration, (of) => calibrationName(of.recipe.calibration)),
    line(terms.threshold, (of) => say.ofHundred(ofHundred(of.threshold.value), policyInWords(of.threshold.policy))),
    line(terms.candidates, (of) => say.list(of.candidates.map(({ label }) => modelName(label)))),
    line(terms.comparedOn, (of) => say.comparedOn(count(of.comparison.rows), of.comparison.repeats, of.comparison.folds)),
    line(terms.measured, (of) => (of.evaluation.on === "holdout" ? say.onHeldOut : say.byFolds)),
    line(terms.repeated, (of) => prepared(of.preparation.duplicates)),
    line(terms.outliers, (of) => prepared(of.preparation.outliers)),
    line(terms.balancing, (of) => prepared(of.preparation.balance)),
    line(terms.selection, (of) => (of.preparation.select === "all" ? say.allColumns : say.bestColumns(String(of.preparation.select)))),
    line(terms.mayBeUnknown, (of) => say.list((of.optional ?? []).filter(({ offered }) => offered).map(({ label }) => label)) || say.nothingUnknown),
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
  const { terms } = say;
  return differing([
    line(terms.rows, ({ data }) => count(data.rows)),
    line(terms.people, ({ data }) => (data.people === undefined ? say.oneARow : count(data.people))),
    line(say.withOutcome(outcome), ({ data }) => say.countAndShare(count(data.positives), percent(data.prevalence))),
    line(terms.learned, ({ split }) => say.rows(count(split.training))),
    line(terms.heldOut, ({ split }) => say.rows(count(split.holdout))),
    line(terms.repetitions, ({ data }) => say.rows(count(data.duplicates))),
    ...byName(missing(a), missing(b), (label) => say.unknownIn(label)).filter(({ values }) => values.every((value) => value !== null)),
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
    if (!one || !other) return [{ term: label, values: [one ? say.asked : null, other ? say.asked : null] }];
    return [
      { term: say.ofField(label, say.of.name), values: [one.label, other.label] },
      { term: say.ofField(label, say.of.unit), values: [one.unit, other.unit] },
      { term: say.ofField(label, say.of.kind), values: [kind(one.type), kind(other.type)] },
      { term: say.ofField(label, say.of.choices), values: [one.choices, other.choices] },
    ];
  });
  const order = (of: Map<string, Declared>, among: Map<string, Declared>) => say.list([...of].filter(([name]) => among.has(name)).map(([, { label }]) => label));
  const groups = ({ report }: Made) => say.list([...new Set(report.subgroups.groups.map(({ label }) => label))]) || say.none;
  const moved = [...first.keys()].filter((name) => second.has(name)).join() !== [...second.keys()].filter((name) => first.has(name)).join();
  return differing([
    { term: say.terms.title, values: [a.report.title, b.report.title] },
    ...lines,
    ...(moved ? [{ term: say.terms.order, values: [order(first, second), order(second, first)] as Both<string> }] : []),
    { term: say.terms.groups, values: [groups(a), groups(b)] },
  ]);
}

const kind = (type: string): string => say.kinds[type] ?? type;

interface Declared {
  label: string;
  unit: string | null;
  type: string;
  choices: string | null;
}

function fields({ report, description }: Made): Map<string, Declared> {
  const told = new Map(report.data.fields.map((field) => [field.name, field]));
  return new Map(description.fields.map(({ name, type, codes }) =>
    [name, { label: told.get(name)?.label ?? name, unit: told.get(name)?.unit ?? null, type, choices: codes ? say.list(codes) : null }]));
}
