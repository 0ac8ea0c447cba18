/** What a field holds at a moment, and the one interface that every control has. */

import type { InputValue } from "../net/wire/predictions";
import type { Field } from "../net/wire/predictors";
import { say } from "../words/predict";

/** `instead` are numbers that may have been meant. */
export type Answer =
  | { state: "empty" }
  | { state: "unknown" }
  | { state: "given"; value: number | string | boolean }
  | { state: "wrong"; message: string; instead?: number[] };

/** What stands in each question as it was typed or chosen, wrong or right; null where somebody has said not to know. */
export type Typed = Record<string, string | null>;

/** One way to ask: a number box, a row of choices, a list. */
export interface Control {
  element: HTMLElement;
  /** what a <label> can point to; null where a group of its own is named */
  labelled: HTMLElement | null;
  /** needs the width of the form: cannot stand beside its label */
  wide: boolean;
  read(): Answer;
  fill(value: InputValue): void;
  /** as it was typed or chosen; empty where nothing was, null for "don't know" */
  typed(): string | null;
  /** puts back what `typed` has told; what is no choice any more is left open */
  restore(typed: string | null): void;
  focus(): void;
  /** marks or unmarks the control as invalid, and names what describes it */
  describe(ids: string, invalid: boolean): void;
}

export const isMissingValue = (field: Field, value: InputValue): boolean =>
  field.missing.allowed && field.missing.values.some((missing) => missing === value);

export const unknownLabel = (field: Field): string => field.missing.label || say.dontKnow;
