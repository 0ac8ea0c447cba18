/** What has become of a result since answers were changed, and the way back. */

import type { Inputs } from "../net/wire/predictions";
import type { Typed } from "./answer";

export interface Result {
  inputs: Inputs;
  typed: Typed;
  /** so many of 100, in words; null where no number is given */
  n: string | null;
}

export interface Change {
  before: string | null;
  after: string | null;
  /** the fields whose answers are other ones than before */
  fields: string[];
  /** a change was taken back, and `other` is what brings it again */
  undone: boolean;
  /** what to type for the way back */
  other: Typed;
}

/** The results of one form. */
export interface Trail {
  shown(): Result | null;
  /** a newer result; null where there is nothing to compare it with */
  add(result: Result): Change | null;
  /** the change that is told is about to be taken back */
  undo(): void;
  clear(): void;
}

export function trail(): Trail {
  let shown: Result | null = null;
  /** with what it is compared: the result before the answers that are being changed */
  let base: Result | null = null;
  let undone: Result | null = null;
  return {
    shown: () => shown,
    add(result) {
      const before = shown;
      shown = result;
      if (before === null) return null;
      // Somebody who is still at the same question is told what it was before that question.
      const still = base === null ? [] : changed(base.inputs, before.inputs);
      if (base === null || !changed(before.inputs, result.inputs).every((name) => still.includes(name))) base = before;
      const fields = changed(base.inputs, result.inputs);
      if (fields.length > 0) {
        undone = null;
        return { before: base.n, after: result.n, fields, undone: false, other: base.typed };
      }
      if (undone === null) return null;
      return { before: undone.n, after: result.n, fields: changed(undone.inputs, result.inputs), undone: true, other: undone.typed };
    },
    undo: () => (undone = shown),
    clear: () => (shown = base = undone = null),
  };
}

/** The names of answers that differ. */
export function changed(one: Inputs, other: Inputs): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}

/** A piece of a sentence: plain, a figure that is new, or the name of a question. */
export type Piece = string | { figure: string } | { question: string };

/** "14 → 16 since you changed Skin cancer" */
export function changeInWords({ before, after, fields, undone }: Change, label: (name: string) => string): Piece[] {
  const names = listed(fields.map(label));
  const figure = after === null ? "no number" : { figure: after };
  if (undone) return ["Back to ", figure, ": ", ...names, fields.length > 1 ? " are as they were." : " is as it was."];
  const since = [" since you changed ", ...names];
  if (before === after) return ["Still ", figure, ...since];
  if (after === null) return ["No number is given", ...since];
  return before === null ? ["A number again: ", figure, ...since] : [`${before} → `, figure, ...since];
}

/** The same for the ear. */
export function changeSpoken(change: Change, label: (name: string) => string): string {
  const { before, after, fields, undone } = change;
  const compared = !undone && before !== null && after !== null && before !== after;
  const told = (compared ? [`Now ${after} of 100, before ${before}, since you changed `, ...listed(fields.map(label))] : changeInWords(change, label)).map(plain).join("");
  return told.endsWith(".") ? told : `${told}.`;
}

const plain = (piece: Piece): string => (typeof piece === "string" ? piece : "figure" in piece ? piece.figure : piece.question);

/** Two questions by name; of more the first. */
function listed(labels: string[]): Piece[] {
  const [first = "", second = ""] = labels;
  if (labels.length === 1) return [{ question: first }];
  if (labels.length === 2) return [{ question: first }, " and ", { question: second }];
  return [{ question: first }, ` and ${labels.length - 1} other answers`];
}
