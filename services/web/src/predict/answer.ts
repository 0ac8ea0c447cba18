/** What a field holds at a moment, and the one interface that every control has. */

import type { InputValue } from "../net/wire/predictions";
import type { Field } from "../net/wire/predictors";

export type Answer =
  | { state: "empty" }
  | { state: "unknown" }
  | { state: "given"; value: number | string | boolean }
  | { state: "wrong"; message: string };

/** One way to ask: a number box, a row of choices, a list. */
export interface Control {
  element: HTMLElement;
  /** what a <label> can point to; null where a group of its own is named */
  labelled: HTMLElement | null;
  /** needs the width of the form: cannot stand beside its label */
  wide: boolean;
  read(): Answer;
  fill(value: InputValue): void;
  focus(): void;
  /** marks or unmarks the control as invalid, and names what describes it */
  describe(ids: string, invalid: boolean): void;
}

export const isMissingValue = (field: Field, value: InputValue): boolean =>
  field.missing.allowed && field.missing.values.some((missing) => missing === value);

export const unknownLabel = (field: Field): string => field.missing.label || "Don’t know";
