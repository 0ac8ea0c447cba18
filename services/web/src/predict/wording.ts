/** Puts a probability into the predictor's own words. */

import type { InputValue, Prediction, Refused } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { say } from "../words/answer";
import { percent, plainly } from "../words/numbers";

export interface HundredPeople {
  /** whole figures to colour, 0 to 100 */
  affected: number;
  /** true where the truth lies between 0 and 1, or between 99 and 100 */
  partly: boolean;
  /** what {n} and {m} become */
  n: string;
  m: string;
}

export function ofHundredPeople(probability: number): HundredPeople {
  const value = probability * 100;
  if (value < 1) return { affected: 0, partly: value > 0, n: say.fewerThan1, m: say.moreThan99 };
  if (value > 99) return { affected: 99, partly: true, n: say.moreThan99, m: say.fewerThan1 };
  const affected = Math.round(value);
  return { affected, partly: false, n: String(affected), m: String(100 - affected) };
}

/** "Between 9 and 17", "About 9" where both ends are the same figure. */
export function spanOfHundred({ low, high }: { low: number; high: number }): string {
  return say.between(ofHundredPeople(low).n, ofHundredPeople(high).n);
}

/**
 * Fills {n} or {m} and says which part is the number, so that it can be set apart.
 * Nobody says "about fewer than 1", so "about" gives way, and its capital passes on.
 */
export function fill(template: string, mark: "n" | "m", value: string): { before: string; value: string; after: string } {
  const at = template.indexOf(`{${mark}}`);
  if (at < 0) return { before: template, value: "", after: "" };
  let before = template.slice(0, at);
  let shown = value;
  const about = say.about.exec(before);
  if (about && !/^\d/.test(value)) {
    before = `${before.slice(0, about.index)}${about[1] ?? ""}`;
    if (/^\p{Lu}/u.test(about[0])) shown = shown.charAt(0).toUpperCase() + shown.slice(1);
  }
  return { before, value: shown, after: template.slice(at + 3) };
}

/** Without a full stop at its end, where the sentence goes on. */
export const unstopped = (text: string): string => text.replace(/[.。]$/, "");

export const labelIn = (predictor: Predictor) => (name: string): string =>
  predictor.fields.find((field) => field.name === name)?.label ?? name;

/** So many of 100, in words; null where no number is given. */
export const nOf = (prediction: Prediction | Refused): string | null =>
  "refusals" in prediction ? null : ofHundredPeople(prediction.probability).n;

type Refusal = Refused["refusals"][number];

/** Why a field gets no number; where it is the rows that end before `value`, who nearly nobody was. */
export function refusalInWords({ fields, wording }: Predictor, { field, reason, studied }: Refusal, value: InputValue | undefined): string {
  if (!studied || typeof value !== "number") return reason;
  const { low, high } = studied;
  const unit = fields.find((each) => each.name === field)?.unit;
  const above = value > high;
  return say.nearlyNone(wording.people, above, `${plainly(above ? high : low)}${unit ? ` ${unit}` : ""}`, plainly(value));
}

/** Whose answers a result is of, where some of them are the example's; null where none is. */
export function exampleInWords(examples: number, questions: number): string | null {
  if (examples === 0) return null;
  return examples === questions ? say.exampleAll : say.examplePart(examples, questions);
}

/** In tenths of a point of 100: never one that would round to another whole number than the sentence has. */
export function tenthsOf(probability: number): number {
  const value = probability * 100;
  const tenths = Math.round(value * 10);
  if (value < 1) return Math.min(tenths, 9);
  if (value > 99) return Math.max(tenths, 991);
  return Math.round(tenths / 10) > Math.round(value) ? tenths - 1 : tenths;
}

/** "14.5 %", beside "about 14" or "about 15" of 100. Never a bare 0 or 100: the model is not that sure. */
export function inPercent(probability: number): string {
  const tenths = tenthsOf(probability);
  return percent(tenths > 0 && tenths < 1000 ? tenths / 1000 : probability);
}
