/** The checks of the gate in order of what they ask of a reader: what failed, what could not be told, what was passed. */

import type { GateCheck } from "../net/wire/report";

export type FoundOf = "passed" | "too little" | "failed";

/** Older reports know passed and not passed alone. */
export const foundOf = ({ found, passed }: GateCheck): FoundOf => found ?? (passed ? "passed" : "failed");

const RANK: Record<FoundOf, number> = { failed: 0, "too little": 1, passed: 2 };

export const ranked = (checks: GateCheck[]): GateCheck[] => [...checks].sort((a, b) => RANK[foundOf(a)] - RANK[foundOf(b)]);

/** "Passed 4 of 5 checks"; of older reports nothing is known. */
export const passedOf = (checks: GateCheck[]): string =>
  (checks.length === 0 ? "What the gate said" : `Passed ${checks.filter((check) => foundOf(check) === "passed").length} of ${checks.length} ${checks.length === 1 ? "check" : "checks"}`);

/** The reasons that are no check's words of one that was passed: faults and what could not be told; and the rest. */
export function told(reasons: string[], checks: GateCheck[]): { first: string[]; folded: string[] } {
  const open = ranked(checks).filter((check) => foundOf(check) !== "passed").map(({ words }) => words);
  const passed = checks.filter((check) => foundOf(check) === "passed").map(({ words }) => words);
  const others = reasons.filter((reason) => !open.includes(reason) && !passed.includes(reason));
  return { first: checks.length === 0 ? [] : open, folded: checks.length === 0 ? reasons : [...passed, ...others] };
}
