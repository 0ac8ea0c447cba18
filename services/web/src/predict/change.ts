/** What has become of a result since answers were changed, and the way back. */

import type { Inputs } from "../net/wire/predictions";
import { plain } from "../ui/pieces";
import { say } from "../words/answer";
import type { Piece } from "../words/pieces";
import { say as shared } from "../words/shared";
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

/** "14 → 16 since you changed Skin cancer" */
export function changeInWords({ before, after, fields, undone }: Change, label: (name: string) => string): Piece[] {
  const names = listed(fields.map(label));
  const figure = after === null ? say.none : { figure: after };
  if (undone) return say.backTo(figure, names, fields.length > 1);
  if (before === after) return say.still(figure, names);
  if (after === null) return say.noneSince(names);
  return before === null ? say.numberAgain(figure, names) : say.moved(before, figure, names);
}

/** The same for the ear. */
export function changeSpoken(change: Change, label: (name: string) => string): string {
  const { before, after, fields, undone } = change;
  const compared = !undone && before !== null && after !== null && before !== after;
  const told = plain(compared ? say.movedSpoken(before, after, listed(fields.map(label))) : changeInWords(change, label));
  return told.endsWith(shared.stop) ? told : `${told}${shared.stop}`;
}

/** Two questions by name; of more the first. */
function listed(labels: string[]): Piece[] {
  const [first = "", second = ""] = labels;
  if (labels.length === 1) return say.one({ question: first });
  return labels.length === 2 ? say.both({ question: first }, { question: second }) : say.andOthers({ question: first }, labels.length - 1);
}
