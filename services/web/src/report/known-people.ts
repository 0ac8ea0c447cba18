/** Rows that look like known people examined again: what was asked, answered, and set aside. */

import type { DataReport, SetAside } from "../net/wire/report";
import { actor, count } from "../words/numbers";

/** What was asked of a data set whose rows look like known people, and what a person has said. */
export function knownPeople({ again }: DataReport["datasets"][number]): string | null {
  if (!again) return null;
  const asked = ` · about ${count(again.again)} rows look like people who were known`;
  if (!again.answer) return `${asked}; nobody has said whether they are`;
  const { same_people: same, by, reason } = again.answer;
  return `${asked}: ${same ? "the same people" : "different people, learned from as they are"}, says ${actor(by)}${reason ? ` (${reason})` : ""}`;
}

export function setAside({ from_learning, from_measuring, in_its_fold }: SetAside): string {
  return [
    from_learning === 0 ? null : `${count(from_learning)} rows are not learned from, since they repeat rows that measure`,
    from_measuring === 0 ? null : `${count(from_measuring)} rows do not measure, since they repeat rows that are learned from`,
    in_its_fold === 0 ? null : `${count(in_its_fold)} rows lie in the fold of the row that they repeat`,
  ].filter(Boolean).join("; ");
}
