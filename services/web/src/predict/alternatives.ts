/** Which other answers there are to the questions that a person can change, and what the model says of people who give them. */

import type { Inputs, InputValue, Predictions } from "../net/wire/predictions";
import type { Field, Predictor } from "../net/wire/predictors";
import { isMissingValue } from "./answer";
import { ofHundredPeople, refusalInWords } from "./wording";

/** The answers of a record, one of them another one. */
export interface Alternative {
  field: Field;
  value: InputValue;
}

/** The range of a number is cut into about so many steps. */
const STEPS = 20;
/** So many choices are offered on either side of an answer, where there are many in an order. */
const ASIDE = 2;
/** So many are all offered. */
const FEW = 5;
/** So many fields: more would not be read. */
const FIELDS = 8;
/** A step nearer to the answer than this share of one is none. */
const NEAR = 0.4;

export const alternatives = (fields: Field[], inputs: Inputs): Alternative[] =>
  fields.filter(({ changeable }) => changeable).slice(0, FIELDS).flatMap((field) => othersOf(field, inputs[field.name] ?? null).map((value) => ({ field, value })));

/** Each as a record of its own, behind the one that they are compared with. */
export const records = (inputs: Inputs, others: Alternative[]): Inputs[] =>
  [inputs, ...others.map(({ field, value }) => ({ ...inputs, [field.name]: value }))];

function othersOf(field: Field, own: InputValue): InputValue[] {
  if (field.type === "boolean") return [true, false].filter((value) => value !== own);
  if (field.type !== "category") return stepsOf(field, own).filter((value) => !isMissingValue(field, value));
  const values = (field.choices ?? []).map(({ value }) => value);
  const at = values.findIndex((value) => value === own);
  const near = values.length > FEW && field.ordered && at >= 0 ? values.slice(Math.max(0, at - ASIDE), at + ASIDE + 1) : values.slice(0, FIELDS);
  return near.filter((value) => value !== own);
}

/** Round numbers within the declared range: below the answer, then above it; of one that is not known, around the example. */
function stepsOf({ type, minimum, maximum, step, example }: Field, own: InputValue): number[] {
  const middle = own ?? example;
  if (minimum === null || maximum === null || typeof middle !== "number") return [];
  const wide = Math.max(round((maximum - minimum) / STEPS), step ?? 0, type === "integer" ? 1 : 0);
  const nearest = own === null ? 0 : NEAR * wide;
  const all: number[] = [];
  for (let at = Math.ceil(minimum / wide); at * wide <= maximum; at += 1) all.push(Number((at * wide).toPrecision(12)));
  const below = all.filter((value) => value < middle && middle - value >= nearest);
  const above = all.filter((value) => value >= middle && value - middle >= nearest && value !== own);
  return [...below.slice(-ASIDE), ...above.slice(0, ASIDE)];
}

/** The nearest of 1, 2, 5, 10, 20, 50 ... */
function round(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const far = (way: number) => Math.abs(Math.log(way * power / width));
  return [1, 2, 5, 10].reduce((best, way) => (far(way) < far(best) ? way : best)) * power;
}

/** So many of 100, or why there is no number; empty where it is that hardly anybody was like this. */
export type Said = { n: string } | { why: string };

export function saidOf(predictor: Predictor, { field, value }: Alternative, answer: Predictions["predictions"][number]): Said {
  if ("refusals" in answer) {
    const [first] = answer.refusals;
    return { why: first ? refusalInWords(predictor, first, first.field === field.name ? value : undefined) : "" };
  }
  return answer.outside.length > 0 ? { why: "" } : { n: ofHundredPeople(answer.probability).n };
}
