/** Rows that look like known people examined again: what was asked, answered, and set aside. */

import type { DataReport, SetAside } from "../net/wire/report";
import { actor, count } from "../words/numbers";
import { say } from "../words/report-data";

/** What was asked of a data set whose rows look like known people, and what a person has said. */
export function knownPeople({ again }: DataReport["datasets"][number]): string | null {
  if (!again) return null;
  const asked = say.lookKnown(count(again.again));
  if (!again.answer) return `${asked}${say.nobodySaid}`;
  const { same_people: same, by, reason } = again.answer;
  return `${asked}${say.whoTheyAre(same, actor(by), reason)}`;
}

export function setAside({ from_learning, from_measuring, in_its_fold }: SetAside): string {
  const [learning, measuring, fold] = [from_learning, from_measuring, in_its_fold].map((rows) => (rows === 0 ? null : count(rows)));
  return say.setAside(learning ?? null, measuring ?? null, fold ?? null);
}
