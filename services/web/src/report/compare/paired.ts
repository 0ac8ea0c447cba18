/**
 * Two versions person by person: the differences that a report holds where one was champion when the other was measured.
 * What is told of them is B minus A, whichever of the two was the challenger.
 */

import type { GateCheck, Report } from "../../net/wire/report";

export interface Named {
  version: string;
  report: Report;
}

export interface Difference {
  measure: "log_loss" | "auroc";
  /** on held-out rows of data sets that the champion had not seen, not on the evaluation set */
  fresh: boolean;
  estimate: number;
  /** a 95 % interval; null where an older report does not say */
  span: [number, number] | null;
}

export interface Meeting {
  /** who was measured against the other, which was champion then */
  challenger: "a" | "b";
  differences: Difference[];
  /** what the gate has asked about the two, and its sentences, the challenger's view */
  checks: GateCheck[];
  words: string[];
}

/** Normal quantiles: of four cases in five, and of both ends of a 95 % interval. */
const FOUR_OF_FIVE = 0.8416212335729143;
const BOTH_ENDS = 1.959963984540054;

const MEASURES: Record<string, [Difference["measure"], boolean]> = {
  log_loss: ["log_loss", false], auroc: ["auroc", false], new_rows_log_loss: ["log_loss", true], new_rows_auroc: ["auroc", true],
};

/** Null where neither has met the other. */
export function meeting(a: Named, b: Named): Meeting | null {
  return met(b, a, "b") ?? met(a, b, "a");
}

function met(challenger: Named, champion: Named, side: Meeting["challenger"]): Meeting | null {
  const { gate } = challenger.report;
  const checks = gate.checks.filter(({ against }) => /^(the )?champion\b/i.test(against ?? ""));
  // Older reports name the version in the check itself.
  const known = gate.against ? gate.against.champion === champion.version : checks.some(({ against }) => against.includes(champion.version));
  if (!known || checks.length === 0) return null;
  return { challenger: side, differences: checks.flatMap((check) => difference(check, side)), checks, words: checks.map(({ words }) => words) };
}

/** The gate tells how much worse the challenger is: a higher log loss, a lower AUROC. */
function difference(check: GateCheck, side: Meeting["challenger"]): Difference[] {
  const [measure, fresh] = MEASURES[check.name] ?? [];
  if (measure === undefined || fresh === undefined || check.value === null) return [];
  const sign = (measure === "log_loss") === (side === "b") ? 1 : -1;
  const error = standardError(check);
  const reach = error === null ? null : BOTH_ENDS * error;
  // Adding 0 makes no "-0".
  const estimate = sign * check.value + 0;
  return [{ measure, fresh, estimate, span: reach === null ? null : [estimate - reach, estimate + reach] }];
}

/**
 * Of the difference. The gate's own interval is as wide as its decision asks for; but what it "would have shown in four of
 * five cases" lies half of that interval and 0.84 standard errors above the margin.
 */
export function standardError({ interval, high, shown_above: shown }: GateCheck): number | null {
  if (!interval || high === null || shown === null || shown === undefined) return null;
  return Math.max(0, (shown - high - (interval[1] - interval[0]) / 2) / FOUR_OF_FIVE);
}

/** Which of the two is better by more than chance explains; "neither" where the interval holds 0. */
export function better({ measure, span }: Difference): "a" | "b" | "neither" | null {
  if (span === null) return null;
  if (span[0] <= 0 && 0 <= span[1]) return "neither";
  return (span[0] > 0) === (measure === "auroc") ? "b" : "a";
}
