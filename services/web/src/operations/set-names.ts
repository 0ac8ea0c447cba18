/** What a version or a training has learned from, by the names of the files that were sent. */

import { count } from "../words/numbers";
import { say as shared } from "../words/shared";
import { say } from "../words/trainings";

/** What each data set is called, by its name on the wire. */
export type SetNames = ReadonlyMap<string, string>;

/** So many are named; the others are counted. */
const NAMED = 2;

/** "the initial rows and ward 3.csv", as they stand behind "on"; what is not known any more was removed. */
export function learnedFrom(datasets: string[], names: SetNames): string {
  const called = datasets.map((set) => (set === "initial" ? say.initialRows : names.get(set) ?? say.removedRows(set.slice(0, 8))));
  const more = called.length - NAMED;
  return shared.and(more > 1 ? [...called.slice(0, NAMED), say.others(more, count(more))] : called);
}
