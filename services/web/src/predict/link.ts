/** Answers behind the address of a form, in the fragment that browsers send to nobody; and how they are read again. */

import type { Inputs, InputValue } from "../net/wire/predictions";
import type { Field } from "../net/wire/predictors";
import type { Typed } from "./answer";
import { written } from "./reading";
import { expectedIn } from "./typed-number";

/** A link with more characters was made by nobody's form. */
const LONGEST = 8_000;
/** Nobody types more for one number. */
const LONGEST_NUMBER = 24;
const NUMBER = /^-?\d+(\.\d+)?(e-?\d{1,2})?$/;

/** That the answers are the example's; no field can be called so. */
const EXAMPLE = "?example";

/** A question that can be handed on: a field of the form, or whom the person is. */
export type Asked = Pick<Field, "name" | "label" | "type" | "unit" | "minimum" | "maximum" | "choices" | "missing" | "example">;

export interface Sent {
  inputs: Inputs;
  /** what somebody says of being one of those studied */
  whom: Typed;
  /** some of it is the example's */
  example: boolean;
}

/** What stands behind the address of the form: "?Age=57&Insulin=" where the insulin is not known. */
export function fragmentOf(fields: Asked[], { inputs, whom, example }: Sent): string {
  const parts = new URLSearchParams();
  for (const field of fields) {
    const value = inputs[field.name];
    // A number as machines have it: whoever opens it may speak another language.
    if (value !== undefined) parts.append(field.name, value === null ? "" : String(value));
  }
  for (const [name, value] of Object.entries(whom)) if (value) parts.append(name, value);
  if (example) parts.append(EXAMPLE, "1");
  return `?${parts}`;
}

/** An answer as `restore` of its question takes it, in the language of the page; null for "don't know". */
function spelled(field: Asked, value: InputValue): string | null {
  if (value === null) return null;
  return typeof value === "number" ? written(value, expectedIn(field)) : String(value);
}

export interface Received {
  typed: Typed;
  /** what the example would have filled in, where the answers are its */
  example: Typed;
  /** the labels of questions whose answers are none */
  unreadable: string[];
  /** how many parts are no question here */
  ignored: number;
}

/**
 * What a link says. It is a stranger's text: a value is taken where its question has it as a choice or it is a plain number,
 * and what is no question is counted and not repeated.
 *
 * @param fields those of the form, and whom the person is where that is asked
 * @returns null where nothing in it is an answer
 */
export function readFragment(fields: Asked[], fragment: string): Received | null {
  if (fragment.length > LONGEST) return null;
  const byName = new Map(fields.map((field) => [field.name, field]));
  const found = new Map<string, string | null>();
  const unreadable = new Set<string>();
  let example = false;
  let ignored = 0;
  for (const [name, text] of new URLSearchParams(fragment)) {
    const field = byName.get(name);
    if (name === EXAMPLE) example = true;
    // Said twice it may be either.
    else if (!field || found.has(name)) ignored += 1;
    else if (understood(field, text)) found.set(name, text === "" ? null : spelled(field, isNumber(field) ? Number(text) : text));
    else unreadable.add(field.label);
  }
  if (found.size === 0) return null;
  const filled = example ? fields.map((field): [string, string | null] => [field.name, spelled(field, field.example)]) : [];
  return { typed: Object.fromEntries(found), example: Object.fromEntries(filled), unreadable: [...unreadable], ignored };
}

const isNumber = ({ type }: Asked): boolean => type === "number" || type === "integer";

function understood(field: Asked, text: string): boolean {
  if (text === "") return field.missing.allowed;
  if (field.choices?.length) return field.choices.some(({ value }) => String(value) === text);
  if (field.type === "boolean") return text === "true" || text === "false";
  return text.length <= LONGEST_NUMBER && NUMBER.test(text);
}
