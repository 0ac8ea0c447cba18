/** What a comparison says in a sentence. */

import type { Report } from "../../net/wire/report";
import { say } from "../../words/compare";
import { between, count, decimal, minus, signed } from "../../words/numbers";
import { say as shared } from "../../words/shared";
import { samePeople } from "./figures";
import { better, type Difference, type Meeting } from "./paired";

/** "Log loss on new rows" */
export const name = ({ measure, fresh }: Difference): string => (fresh ? say.onNewRows(say.measures[measure]) : say.measures[measure]);

/** "−0.0012 (−0.0020 to −0.0004)" */
export const figuresOf = ({ estimate, span }: Difference): string =>
  `${signed(estimate, 4)}${span === null ? "" : ` (${between(minus(decimal(span[0], 4)), minus(decimal(span[1], 4)))})`}`;

/** "Log loss: −0.0012 (−0.0020 to −0.0004)" */
export const inFigures = (difference: Difference): string => `${shared.colon(name(difference))}${figuresOf(difference)}`;

/** "B is better", where more than chance says so. */
export const found = (difference: Difference): string => say.better[better(difference) ?? "unknown"];

/** How far the two can be compared at all. */
export function howCompared(a: Report, b: Report, meeting: Meeting | null): string {
  if (!samePeople(a, b)) return say.otherPeople;
  const people = a.evaluation.winner.people ?? a.evaluation.winner.n;
  const on = say.samePeople(count(people));
  if (meeting === null) return `${on}${say.neverMet}`;
  const [late, early] = meeting.challenger === "b" ? ["B", "A"] as const : ["A", "B"] as const;
  return `${on}${meeting.differences.length === 0 ? say.notComparable(late, early) : say.compared(late, early)}`;
}
