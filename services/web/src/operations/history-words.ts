/** A line of the history in one line. */

import type { HistoryEntry } from "../net/wire/versions";
import { inShort, sentences } from "../status/reasons";
import { decimal, when } from "../words/numbers";
import { say } from "../words/operations";

/** What it is about, in short: a training's first reason, what a person has said, or what was there. */
export function inOneLine({ event, reason, reasons, facts }: HistoryEntry): string | null {
  if (reasons && reasons.length > 0) {
    const [first = "", ...others] = sentences(reasons);
    return event === "promoted" ? say.passed : `${inShort(first)}${others.length > 0 ? ` (+${others.length})` : ""}`;
  }
  if (facts) return knownOf(facts);
  return event === "forced" ? say.againstGate(reason) : reason || null;
}

/** What stays known of a version whose files are gone. */
const knownOf = ({ candidate_label, created, auroc }: NonNullable<HistoryEntry["facts"]>): string =>
  say.filesGone(candidate_label ?? "", created ? when(created) : "", auroc === null ? "" : decimal(auroc));
