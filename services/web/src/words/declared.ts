/**
 * Texts that somebody has declared, where they stand in another language than the page speaks: nobody has translated them.
 * Whoever puts a text on the page (ui/dom.ts) looks here, so that a screen reader speaks it, and a browser translates it,
 * as what it is.
 */

import { language } from "./language";

/** The texts of a predictor, as the server tells them, in one language. */
interface Declared {
  language: string;
  title: string;
  summary: string;
  target: { label: string; meaning: string };
  population: { who: string; question: string | null; source: string; limits: string[] };
  wording: { people: string; result: string; complement: string; positive: string; negative: string; next_step?: string | null; questions: string[]; disclaimer: string };
  sections: { title: string }[];
  fields: {
    label: string; help: string | null; below: string | null; above: string | null;
    refusals: { reason: string }[];
    choices: { label: string }[] | null;
    missing: { label: string | null };
  }[];
  peers: { sentence: string }[];
}

/** By the text: the language that it is in. */
const known = new Map<string, string>();

/** Numbers, units and names of one letter are of no language. */
const WORD = /\p{L}{2}/u;

/** What comes from the server is in this language. */
export function heard(of: string, texts: (string | null | undefined)[]): void {
  // A sentence with a place for a number comes to the page in parts.
  for (const text of texts) for (const part of text?.split(/\{[nm]\}/) ?? []) if (WORD.test(part)) known.set(part, of);
}

/** The same of the titles and summaries in a list of predictors; hands it on. A server from before does not say. */
export function declaredList<L extends { predictors: { language?: string; title: string; summary: string }[] }>(list: L): L {
  for (const { language: of, title, summary } of list.predictors) if (of !== undefined) heard(of, [title, summary]);
  return list;
}

/** The same of all that a declaration says; hands it on. */
export function declared<P extends Declared>(predictor: P): P {
  const { language: of, title, summary, target, population, wording, sections, fields, peers } = predictor;
  heard(of, [
    title, summary, target.label, target.meaning, population.who, population.question, population.source, ...population.limits,
    wording.people, wording.result, wording.complement, wording.positive, wording.negative, wording.next_step, ...wording.questions, wording.disclaimer,
    ...sections.map((section) => section.title), ...peers.map(({ sentence }) => sentence),
    ...fields.flatMap(({ label, help, below, above, refusals, choices, missing }) => [
      label, help, below, above, missing.label, ...refusals.map(({ reason }) => reason), ...(choices ?? []).map((choice) => choice.label),
    ]),
  ]);
  return predictor;
}

/** The language of a text that is in another one than the page; null of every other. */
export function foreign(text: string): string | null {
  const of = known.get(text);
  return of === undefined || of === language() ? null : of;
}
