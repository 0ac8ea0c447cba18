/** What a sentence of the server says, by its code and the values in it; `said.ts` knows those that have none. */

import { room } from "./language";

/** As a code has them; what is no number is null. */
export type Values = Readonly<Record<string, string | number | boolean | null>>;

/** @param said what a value says that is an English sentence, in the language of the page where it is known */
type Say = (values: Values, said: (name: string) => string) => string;

/** Those that are worded; any other is shown in English. Checks of the gate stand in gate.ts. */
export type Words = Record<
  // why a version became what it is
  | "comparable" | "not_compared" | "comparisons" | "not_asked_for" | "by_hand" | "if_better" | "quick_after_full"
  // what is wrong with rows
  | "required" | "number_between" | "one_of" | "yes_or_no" | "refused" | "missing_column" | "no_name" | "twice" | "unknown_column"
  | "empty" | "not_utf8" | "not_csv" | "uneven" | "no_rows" | "few_rows" | "one_outcome" | "few_of_outcome"
  | "no_person" | "no_time" | "two_kinds" | "two_days"
  // how a job ended
  | "volume_full" | "killed" | "timed_out" | "lost" | "ended" | "unreadable" | "queue_lost" | "trainer_lost" | "check_lost" | "unexpected"
  | "few_events" | "faulty_rows" | "rows_removed" | "rows_do_not_fit" | "too_few_of_one" | "withdrawn",
  Say
>;

export const say = room<Partial<Words>>({ en: () => import("./en/codes"), de: () => import("./de/codes"), zh: () => import("./zh/codes") });

/** A figure of a code; null where it is none. */
export const figure = (value: Values[string] | undefined): number | null => (typeof value === "number" ? value : null);
