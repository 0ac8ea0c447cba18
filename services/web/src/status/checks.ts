/** The checks of the gate in order of what they ask of a reader: what failed, what could not be told, what was passed. */

import type { GateCheck } from "../net/wire/report";
import { say } from "../words/status";

export type FoundOf = "passed" | "too little" | "failed";

/** Older reports know passed and not passed alone. */
export const foundOf = ({ found, passed }: GateCheck): FoundOf => found ?? (passed ? "passed" : "failed");

const RANK: Record<FoundOf, number> = { failed: 0, "too little": 1, passed: 2 };

export const ranked = (checks: GateCheck[]): GateCheck[] => [...checks].sort((a, b) => RANK[foundOf(a)] - RANK[foundOf(b)]);

/** "Passed 4 of 5 checks; 1 cannot be told" */
export function passedOf(checks: GateCheck[]): string {
  const number = (found: FoundOf) => checks.filter((check) => foundOf(check) === found).length;
  return passedInWords(number("passed"), checks.length, number("too little"));
}

/** @param open of how many the rows tell too little: a version that passed the gate has failed none */
export const passedInWords = (passed: number, all: number, open: number): string =>
  say.passed(passed, all, open);

/** What speaks against a version, as the gate gives it for a reason, what failed first; and all else, which one line stands for. */
export function told(reasons: string[], checks: GateCheck[], accepted: boolean): { first: string[]; folded: string[] } {
  if (checks.length === 0) return { first: reasons, folded: [] };
  const words = ranked(checks).map((check) => check.words);
  const first = accepted ? [] : words.filter((each) => reasons.includes(each));
  return { first, folded: [...words, ...reasons.filter((reason) => !words.includes(reason))].filter((each) => !first.includes(each)) };
}
