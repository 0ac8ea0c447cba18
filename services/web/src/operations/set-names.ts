/** What a version or a training has learned from, by the names of the files that were sent. */

import { plural } from "../words/numbers";

/** What each data set is called, by its name on the wire. */
export type SetNames = ReadonlyMap<string, string>;

/** So many are named; the others are counted. */
const NAMED = 2;

/** "the initial rows and ward 3.csv"; what is not known any more was removed. */
export function learnedFrom(datasets: string[], names: SetNames): string {
  const called = datasets.map((set) => (set === "initial" ? "the initial rows" : names.get(set) ?? `removed rows ${set.slice(0, 8)}`));
  const more = called.length - NAMED;
  const parts = more > 1 ? [...called.slice(0, NAMED), plural(more, "other", "others")] : called;
  return parts.length < 2 ? parts[0] ?? "" : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
