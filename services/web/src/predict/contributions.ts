/** What each answer adds to a number or takes from it, rounded so that it all sums up to the number that is shown. */

import type { Explanation, Inputs, InputValue } from "../net/wire/predictions";
import type { Field, Predictor } from "../net/wire/predictors";
import { say } from "../words/answer";
import { decimal, plainNumber } from "../words/numbers";
import { say as shared } from "../words/shared";
import { unknownLabel } from "./answer";
import { tenthsOf } from "./wording";

export interface Contribution {
  label: string;
  /** what somebody has answered; empty where it is of several questions */
  answer: string;
  /** in points of 100, exact */
  points: number;
  /** in tenths of a point, as it is told */
  tenths: number;
}

/** In tenths of a point of 100: the baseline and all rows are the total. */
export interface Sum {
  baseline: number;
  rows: Contribution[];
  total: number;
}

/** So many fields are listed one by one; the others move it least. */
const LISTED = 8;

export function summed(predictor: Predictor, inputs: Inputs, { baseline, contributions }: Explanation, probability: number): Sum {
  const fields = new Map(predictor.fields.map((field) => [field.name, field]));
  const sorted = Object.entries(contributions).sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  const rows = sorted.slice(0, LISTED).map(([name, points]) => {
    const field = fields.get(name);
    return { label: field?.label ?? name, answer: field ? answerInWords(field, inputs[name] ?? null) : "", points };
  });
  const rest = sorted.slice(LISTED);
  if (rest.length > 0) rows.push({ label: say.everythingElse, answer: "", points: rest.reduce((sum, [, points]) => sum + points, 0) });
  const [first = 0, ...others] = apportioned([baseline, ...rows.map(({ points }) => points)], tenthsOf(probability));
  return {
    baseline: first,
    rows: rows.map((row, index) => ({ ...row, tenths: others[index] ?? 0 })),
    total: first + others.reduce((sum, each) => sum + each, 0),
  };
}

/** Whole tenths whose sum is `total`: what is left over goes where the most was cut off. */
export function apportioned(points: number[], total: number): number[] {
  const exact = points.map((each) => Math.round(each * 1e6) / 1e5);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((sum, each) => sum + each, 0);
  // Of another version, which has been promoted meanwhile: its sum is its own.
  if (left < 0 || left > whole.length) return exact.map((each) => Math.round(each) || 0);
  const order = exact.map((each, index) => ({ index, rest: each - Math.floor(each) })).sort((one, other) => other.rest - one.rest);
  for (const { index } of order.slice(0, left)) whole[index] = (whole[index] ?? 0) + 1;
  return whole.map((each) => each || 0);
}

/** What somebody has answered to a question, as the question has it: "Male", "27.4 kg/m²", "not measured". */
export function answerInWords(field: Field, value: InputValue): string {
  if (value === null) return say.amid(unknownLabel(field));
  if (typeof value === "number") return `${plainNumber(value)}${field.unit ? ` ${field.unit}` : ""}`;
  if (typeof value === "boolean") return value ? shared.yes : shared.no;
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}

/** "14.5"; never a bare 0 or 100 */
export function points(tenths: number): string {
  if (tenths <= 0) return say.lessThan(decimal(0.1, 1));
  return tenths >= 1000 ? say.moreThan(decimal(99.9, 1)) : decimal(tenths / 10, 1);
}

/** "The model says 14.5 instead of 8.5 of 100, its average: Age (60 to 64 years) raises it most, and Sex (Female) lowers it most." */
export function inOneSentence({ baseline, rows, total }: Sum): string {
  const single = rows.filter(({ answer }) => answer !== "");
  const up = single.reduce<Contribution | null>((most, row) => (row.tenths > (most?.tenths ?? 0) ? row : most), null);
  const down = single.reduce<Contribution | null>((most, row) => (row.tenths < (most?.tenths ?? 0) ? row : most), null);
  return say.says({ total: points(total), average: total === baseline ? null : points(baseline), up: up && say.called(up), down: down && say.called(down) });
}
