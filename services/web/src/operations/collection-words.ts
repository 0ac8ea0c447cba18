/** What a removal of old versions would do, in plain words. */

import type { Collection } from "../net/wire/versions";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { say } from "../words/collections";
import { count, megabytes } from "../words/numbers";

export function planInWords({ policy, going, staying, bytes }: Collection): string {
  if (policy === null) return say.sayHowMany;
  const all = going + staying;
  if (going === 0) return staying === 0 ? say.none : say.nothingGoes(all, count(all));
  return say.goes(count(going), all, count(all), megabytes(bytes), staying, count(staying));
}

/** What stays, whatever number is asked for. */
export function alwaysInWords({ policy }: Collection): string | null {
  if (policy === null) return null;
  return say.always(policy.promotions, count(policy.promotions), policy.days, count(policy.days));
}

/** Why a version stays, in the page's words where it knows the reason: "It is the champion" */
const known = (reason: string): string | undefined => (say.kept as Readonly<Record<string, string>>)[reason];

/** "It is the champion; it is one of the newest" */
export const reasonsTogether = (reasons: string[]): Child => {
  const said = reasons.map(known).filter((each) => each !== undefined);
  return said.length === reasons.length ? say.together(said) : english(reasons.join("; "));
};

/** What becomes of it, once it was asked for or where it is set. */
export function underWayInWords({ under_way: underWay }: Collection): string | null {
  if (underWay === null) return say.queueUnknown;
  return underWay ? say.underWay : null;
}
