/** What a removal of old versions would do, in plain words. */

import type { Collection } from "../net/wire/versions";
import { count, megabytes, plural } from "../words/numbers";

export function planInWords({ policy, going, staying, bytes }: Collection): string {
  if (policy === null) return "Say how many of the newest versions are to stay.";
  const all = plural(going + staying, "version", "versions");
  if (going === 0) return staying === 0 ? "There are no versions yet." : `Nothing would go: something keeps each of the ${all}.`;
  return `${count(going)} of ${all} would go and leave ${megabytes(bytes)} free; ${staying === 1 ? "1 stays" : `${count(staying)} stay`}.`;
}

/** What stays, whatever number is asked for. */
export function alwaysInWords({ policy }: Collection): string | null {
  if (policy === null) return null;
  const days = policy.days > 0 ? `, whoever was champion within ${plural(policy.days, "day", "days")}` : "";
  const former = policy.promotions > 0 ? `, the ${plural(policy.promotions, "champion", "champions")} before it` : "";
  return `Stays in any case: the champion, the best version ever${former}${days}, candidates that wait for a person, and what is held, named or in use.`;
}

/** "It is the champion; it is one of the newest" */
export const reasonsTogether = (reasons: string[]): string => capital(reasons.join("; "));

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What becomes of it, once it was asked for or where it is set. */
export function underWayInWords({ under_way: underWay }: Collection): string | null {
  if (underWay === null) return "The queue cannot be asked just now, so whether versions are being removed is not known.";
  return underWay ? "The trainer removes versions once it is free. What follows is what is left to do." : null;
}
