/**
 * What fields and answers are called in a report: as its version was declared, in English. Where today's declaration calls
 * them the same and somebody has translated it, they are called so; a label that has changed since stays as it is.
 */

import { api } from "../net/api";
import type { Field, Predictor } from "../net/wire/predictors";
import type { FieldReport, Report, Subgroup } from "../net/wire/report";
import { language } from "../words/language";
import { say } from "../words/report-data";

/** By the name of a field: what is written of it in English, and the page's words for that. */
export type Labels = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Of no predictor, and in English, there is nothing to be put in other words. */
export async function labelsOf(name: string, predictor: Promise<Predictor | null>, signal: AbortSignal): Promise<Labels> {
  if (language() === "en") return new Map();
  const [declared, here] = await Promise.all([api.declared(name, signal).catch(() => null), predictor]);
  return declared && here ? pairs(declared.fields, here.fields) : new Map();
}

/** Those of the predictor that the desk shows, for sentences in its lists. */
let here: Labels = new Map();
let hereIs = "";

/** Learns what the fields of a predictor are called, once a language. */
export async function learnLabels(name: string, signal: AbortSignal): Promise<void> {
  const wanted = `${language()} ${name}`;
  if (hereIs === wanted) return;
  here = await labelsOf(name, api.predictor(name, signal).catch(() => null), signal);
  hereIs = wanted;
}

/** A sentence of the gate with the fields in it called as in the language of the page, where that was learned. */
export const relabelledHere = (text: string): string => groupInWords(text, here);

/** @param declared the fields in English, `here` the same in the language of the page */
export function pairs(declared: Field[], here: Field[]): Labels {
  const others = new Map(here.map((field) => [field.name, field]));
  return new Map(declared.map((field) => {
    const other = others.get(field.name);
    const words = other ? [
      [field.label, other.label], [field.unit, other.unit], [field.missing.label, other.missing.label],
      ...(field.choices ?? []).map(({ label }, place) => [label, other.choices?.[place]?.label]),
    ] : [];
    return [field.name, new Map(words.flatMap(([from, to]) => (from && to ? [[from, to] as const] : [])))];
  }));
}

/** What reports of versions and of validations both have. */
interface Labelled {
  data: { fields: FieldReport[] };
  subgroups: { groups: Subgroup[] };
}

export function relabelled<R extends Labelled>(report: R, labels: Labels): R {
  if (labels.size === 0) return report;
  const of = (name: string) => (text: string) => labels.get(name)?.get(text) ?? text;
  return {
    ...report,
    data: { ...report.data, fields: report.data.fields.map((field) => {
      const here = of(field.name);
      return { ...field, label: here(field.label), unit: field.unit && here(field.unit), bins: field.bins.map((bin) => ({ ...bin, label: here(bin.label) })) };
    }) },
    subgroups: { ...report.subgroups, groups: report.subgroups.groups.map((group) => ({ ...group, label: of(group.field)(group.label), group: of(group.field)(group.group) })) },
  };
}

/** The same of all that a version's report tells of fields. */
export function inWords(report: Report, labels: Labels): Report {
  if (labels.size === 0) return report;
  const of = (name: string) => (text: string) => labels.get(name)?.get(text) ?? text;
  const { importance, effects, optional, questions, forms, evaluation, baselines, gate, ending } = report;
  // A server that has put the fields in other words has left sentences about them; of a field the label comes first.
  const called = new Map([...[...labels.values()].flatMap((words) => [...words].slice(0, 1)), ...report.data.fields.map(({ name, label }) => [label, of(name)(label)] as const)]);
  const alone = <T extends { label: string } | null>(reference: T): T => reference && { ...reference, label: aloneInWords(reference.label, called) };
  const group = (text: string) => groupInWords(text, labels);
  return {
    ...relabelled(report, labels),
    ...(gate ? { gate: { ...gate, reasons: gate.reasons.map(group), checks: gate.checks.map((check) => ({ ...check, words: group(check.words) })) } } : {}),
    ...(ending ? { ending: { ...ending, reasons: ending.reasons.map(group) } } : {}),
    evaluation: { ...evaluation, reference: alone(evaluation.reference) },
    baselines: { ...baselines, reference: alone(baselines.reference) },
    ...(importance ? { importance: { ...importance, fields: importance.fields.map((field) => ({ ...field, label: of(field.name)(field.label) })) } } : {}),
    ...(effects ? { effects: { ...effects, fields: effects.fields.map((field) => ({ ...field, points: field.points.map((point) => ({ ...point, label: of(field.name)(point.label) })) })) } } : {}),
    ...(optional ? { optional: optional.map((field) => ({ ...field, label: of(field.field)(field.label) })) } : {}),
    ...(questions ? { questions: questions.map((question) => ({ ...question, label: of(question.field)(question.label) })) } : {}),
    ...(forms ? { forms: { ...forms, fields: forms.fields.map((label) => called.get(label) ?? label) } } : {}),
  };
}

/** "Age and Sex alone", the baseline of a few fields. */
function aloneInWords(label: string, called: ReadonlyMap<string, string>): string {
  const names = /^(.+) alone$/.exec(label)?.[1]?.split(" and ").map((name) => called.get(name));
  return names?.every((name) => name !== undefined) ? say.alone(names as string[]) : label;
}

/** "of the events in Sex: Female, 2.0 points of 100 fewer are found", a check of the gate. */
const groupInWords = (text: string, labels: Labels): string => text.replace(/^(of the events in )(.+?): (.+?)(?=, )/, (whole, begins: string, label: string, group: string) => {
  const words = [...labels.values()].find((each) => each.has(label));
  return words ? `${begins}${words.get(label)}: ${words.get(group) ?? group}` : whole;
});
