/** A line of the history in one line. */

import type { HistoryEntry } from "../net/wire/versions";
import { inShort, sentences } from "../status/reasons";
import { decimal, when } from "../words/numbers";

/** What it is about, in short: a training's first reason, what a person has said, or what was there. */
export function inOneLine({ event, reason, reasons, facts }: HistoryEntry): string | null {
  if (reasons && reasons.length > 0) {
    const [first = "", ...others] = sentences(reasons);
    return event === "promoted" ? "Passed the gate" : `${inShort(first)}${others.length > 0 ? ` (+${others.length})` : ""}`;
  }
  if (facts) return knownOf(facts);
  return event === "forced" ? `Against the gate${reason ? `: ${reason}` : ""}` : reason || null;
}

/** What stays known of a version whose files are gone. */
const knownOf = ({ candidate_label, created, auroc }: NonNullable<HistoryEntry["facts"]>): string =>
  [[candidate_label, created ? `of ${when(created)}` : null].filter(Boolean).join(" "), auroc === null ? null : `AUROC ${decimal(auroc)}`, "its files are gone"].filter(Boolean).join(", ");
