/** What a report says of the rows and fields. */

import type { KnownPeople, SamePeople } from "./datasets";
import type { People } from "./measures";
import type { Interval } from "./report-measures";

export interface Bin {
  label: string;
  /** null at an open end, and for everything but numbers */
  low: number | null;
  high: number | null;
  positive: People;
  negative: People;
}

export interface FieldReport {
  name: string;
  label: string;
  unit: string | null;
  type: "number" | "integer" | "category" | "boolean";
  missing: People;
  outliers: { count: People; low: number; high: number } | null;
  /** at least five people lie at or beyond low and high; absent in older reports */
  summary: { low?: number | null; q1: number; median: number; q3: number; high?: number | null; mean: number; sd: number } | null;
  bins: Bin[];
  association: { chi2: number; df: number; p: number; cramers_v: number } | null;
  /** population stability index of the new rows against the champion's; of all rows in older reports */
  stability: number | null;
  /** what chance explains of it; older reports do not say */
  stability_limit?: number | null;
}

export type Matrix = (number | null)[][];

export interface DataReport {
  rows: number;
  /** where people have several rows */
  people?: number;
  positives: number;
  prevalence: number;
  duplicates: People;
  sha256: string;
  missing: Record<string, People>;
  /** again: rows that look like known people, and what a person has answered; absent in older reports */
  datasets: { name: string; sha256: string; rows: number; positives: number; again?: (KnownPeople & { answer: SamePeople | null }) | null }[];
  /** the rows that the champion had not learned from; older reports do not say */
  drift?: { rows: number; against: number; outcome: { index: number; limit: number } | null } | null;
  fields: FieldReport[];
  correlation: { fields: string[]; pearson: Matrix; spearman: Matrix };
}

/** Rows of known people examined again: where the known row measures, is learned from, or lies in the same fold. */
export interface SetAside {
  from_learning: People;
  from_measuring: People;
  in_its_fold: People;
}

/** Whether a value is known before the outcome, and is about anything; of a column that repeats, whether it says whose a row is. */
export interface Question {
  field: string;
  label: string;
  kinds: ("name" | "identifier" | "afterwards" | "dominates" | "repeats")[];
  evidence: string[];
  answer: string | null;
  auroc: number | null;
  share: number | null;
}

/** One optional field, left unknown in rows that measure. */
export interface OptionalField {
  field: string;
  label: string;
  rows: number;
  events: number;
  log_loss: number | null;
  /** of a model that has never had the field */
  without: number | null;
  difference: number | null;
  standard_error: number | null;
  observed_expected: Interval | null;
  offered: boolean;
  why: string | null;
}
