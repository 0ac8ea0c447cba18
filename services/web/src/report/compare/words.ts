/** What a comparison says in a sentence. */

import type { Report } from "../../net/wire/report";
import { count, decimal, minus, signed } from "../../words/numbers";
import { samePeople } from "./figures";
import { better, type Difference, type Meeting } from "./paired";

const NAMES = { log_loss: "Log loss", auroc: "AUROC" } as const;

/** "Log loss: −0.0012 (−0.0020 to −0.0004)" */
export function inFigures({ measure, fresh, estimate, span }: Difference): string {
  const between = span === null ? "" : ` (${minus(decimal(span[0], 4))} to ${minus(decimal(span[1], 4))})`;
  return `${NAMES[measure]}${fresh ? " on new rows" : ""}: ${signed(estimate, 4)}${between}`;
}

/** "B is better", where more than chance says so. */
export function found(difference: Difference): string {
  const who = better(difference);
  return who === null ? "no interval" : who === "neither" ? "within chance" : `${who.toUpperCase()} is better`;
}

/** How far the two can be compared at all. */
export function howCompared(a: Report, b: Report, meeting: Meeting | null): string {
  if (!samePeople(a, b)) return "They were measured on different people. Figures may differ for that alone, so nothing here says which of the two is better.";
  const people = a.evaluation.winner.people ?? a.evaluation.winner.n;
  const on = `Both were measured on the same ${count(people)} people.`;
  if (meeting === null) return `${on} Neither was champion when the other was trained, so the gate has not compared them person by person: a small difference may be chance.`;
  const [late, early] = meeting.challenger === "b" ? ["B", "A"] : ["A", "B"];
  return meeting.differences.length === 0 ? `${on} When ${late} was trained, ${early} was champion, and could not be compared with it.`
    : `${on} When ${late} was trained, ${early} was champion: the gate has compared them person by person.`;
}
