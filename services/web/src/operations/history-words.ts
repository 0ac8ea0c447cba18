/** A line of the history in one line. */

import type { HistoryEntry } from "../net/wire/versions";
import { saidInLine } from "../status/said";
import type { Child } from "../ui/dom";
import { decimal, when } from "../words/numbers";
import { say } from "../words/operations";
import { saidOrEnglish } from "../words/said";

/** What it is about, in short: a training's first reason, what a person has said, or what was there. */
export function inOneLine({ event, reason, reasons, reason_codes: told, facts }: HistoryEntry): Child {
  if (reasons && reasons.length > 0) return event === "promoted" ? say.passed : saidInLine(reasons, told);
  if (facts) return knownOf(facts);
  return event === "forced" ? say.againstGate(reason) : reason || null;
}

/** What stays known of a version whose files are gone. */
const knownOf = ({ candidate_label, created, auroc }: NonNullable<HistoryEntry["facts"]>): string =>
  say.filesGone(saidOrEnglish(candidate_label ?? ""), created ? when(created) : "", auroc === null ? "" : decimal(auroc));
