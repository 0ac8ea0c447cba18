/** What report.json holds, format 2. All numbers are finite or null. */

import type { ComeAgain, Confusion, Outcome, People, SamePeople, Withdrawal } from "../wire";

/** [low, high] of a 95 % interval */
export type Span = [number, number];

export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** An estimate that cross-validation may have made true by itself: then it has no interval. */
export interface Estimate {
  estimate: number;
  low: number | null;
  high: number | null;
}

export type Measured = "auroc" | "auprc" | "log_loss" | "brier" | "accuracy" | "precision" | "recall" | "specificity";

export interface Measures {
  n: number;
  events: number;
  threshold: number | null;
  accuracy: number | null;
  balanced_accuracy: number | null;
  precision: number | null;
  recall: number | null;
  specificity: number | null;
  f1: number | null;
  mcc: number | null;
  auroc: number | null;
  auprc: number | null;
  log_loss: number | null;
  brier: number | null;
  confusion: Confusion;
  /** where people have several rows: n counts rows then, events people */
  people?: number | null;
  intervals: Partial<Record<Measured, Span | null>> | null;
}

export type CalibrationMethod = "none" | "shrinkage" | "logistic" | "isotonic";
export type Setting = number | string | boolean | null | Setting[] | { [name: string]: Setting };

export interface CandidateReport {
  name: string;
  label: string;
  hyperparameters: Record<string, Setting>;
  /** how many settings were tried */
  configurations: number;
  seconds: number | null;
  calibration: CalibrationMethod;
  calibration_log_loss: Partial<Record<CalibrationMethod, number | null>>;
  /** to the best candidate, paired over the folds */
  difference: { log_loss: number | null; standard_error: number | null };
  metrics: Measures;
}

export interface Reference {
  label: string;
  metrics: Measures;
}

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
  datasets: { name: string; sha256: string; rows: number; positives: number; again?: (ComeAgain & { answer: SamePeople | null }) | null }[];
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

export interface CalibrationReport {
  intercept: Estimate;
  slope: Interval;
  expected_calibration_error: number;
  observed_expected: Estimate;
  groups: { predicted: number; observed: number; low: number; high: number; n: number }[];
}

export interface ThresholdReport {
  policy: string;
  value: number;
  interval: Span | null;
  sensitivity: Interval;
  specificity: Interval;
  flagged: Interval;
}

export interface DecisionCurve {
  thresholds: number[];
  model: (number | null)[];
  treat_all: (number | null)[];
  prevalence: number;
}

export interface Subgroup {
  field: string;
  label: string;
  group: string;
  n: People;
  events: People;
  too_few: boolean;
  auroc: Interval | null;
  recall: Interval | null;
  observed_expected: Interval | null;
}

/** discrimination and calibration of a part of the rows */
export interface PartFigures {
  auroc: Interval | null;
  slope: Interval | null;
  observed_expected: Interval | null;
}

export interface SiteReport {
  site: string;
  n: People;
  events: People;
  within: PartFigures | null;
  left_out: PartFigures | null;
}

export interface SitesReport {
  column: string;
  groups: SiteReport[];
  others: number;
}

export interface LaterReport {
  column: string;
  begins: string;
  learned: number;
  n: People;
  events: People;
  later: PartFigures | null;
  random: PartFigures | null;
  why: string | null;
}

export interface BandPoint {
  score: number;
  observed: number | null;
  low: number | null;
  high: number | null;
  /** people with a score within 2 points; older reports have not counted them */
  near?: number | null;
}

export interface Refits {
  count: number;
  /** points of 100 */
  median_range: number;
  /** of a refit from the model, points of 100; absent in older reports */
  mean_difference?: number;
  band: { score: number; low: number | null; high: number | null }[];
}

/** People that there are, and people that each of Riley's criteria asks for; null: nothing was learned. */
export interface SampleSize {
  rows: number;
  events: number;
  parameters: number;
  r2: number;
  shrinkage: number | null;
  optimism: number | null;
  overall: number;
  needed: number | null;
  enough: boolean;
}

/** What the forms that were chosen on these rows are worth; null where the winner does not see them. */
export interface ChosenForms {
  fields: string[];
  with: { auroc: number; log_loss: number } | null;
  without: { auroc: number; log_loss: number } | null;
}

export interface GateCheck {
  name: string;
  against: string | null;
  value: number | null;
  /** between them is tolerated; null: there is no such end */
  low: number | null;
  high: number | null;
  passed: boolean;
  words: string;
  /** older reports know passed and not passed alone, and have none of what follows */
  found?: "passed" | "too little" | "failed";
  /** what the rows leave open of the value */
  interval?: [number, number] | null;
  /** beyond these the rows would have shown a fault in four of five cases */
  shown_below?: number | null;
  shown_above?: number | null;
}

export interface GateReport {
  accepted: boolean;
  /** older reports know accepted and not accepted alone */
  outcome?: "accepted" | "undecided" | "rejected";
  reasons: string[];
  checks: GateCheck[];
  anchor: string | null;
  comparisons: number | null;
}

export interface Ending {
  outcome: Outcome;
  reasons: string[];
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

export interface FullReport {
  format: number;
  predictor: string;
  title: string;
  created: string;
  effort: "quick" | "full";
  size: "large" | "small";
  data: DataReport;
  preparation: {
    duplicates: string; outliers: string; balance: string; select: string | number;
    removed: { duplicates: People; outliers: People };
  };
  /** set_aside: rows of known people examined again; absent in older reports */
  split: { rule: string; training: number; holdout: number; people?: number; set_aside?: SetAside; anchor: { id: string; rows: number; events: number; people?: number } };
  comparison: { rows: number; folds: number; repeats: number; note: string };
  candidates: CandidateReport[];
  /** on the rows of the comparison */
  baselines: { always_no: Measures; reference: Reference | null; plain_logistic: Measures | null };
  winner: string;
  winner_label: string;
  why: string;
  recipe: { candidate: string; hyperparameters: Record<string, Setting>; calibration: CalibrationMethod; datasets: string[] };
  evaluation: {
    on: "holdout" | "cross-validation"; how: string; winner: Measures; always_no: Measures;
    reference: Reference | null; plain_logistic: Measures | null; champion: Measures | null; no_champion: string | null;
  };
  threshold: ThresholdReport;
  calibration: CalibrationReport;
  decision_curve: DecisionCurve;
  subgroups: { recall: number; groups: Subgroup[] };
  score_band: BandPoint[];
  refits: Refits | null;
  /** absent in older reports */
  sample_size?: SampleSize | null;
  forms?: ChosenForms | null;
  gate: GateReport;
  /** what became of the version; reports of before have none: the gate alone decided */
  ending?: Ending;
  /** told by the server, not by the report */
  withdrawn?: Withdrawal | null;
  /** what the declaration had to answer; absent in reports from before it was asked */
  questions?: Question[] | null;
  /** null in reports from before it was measured */
  importance?: { people: number; fields: { name: string; label: string; points: number }[] } | null;
  /** by the columns that say where and when; absent in older reports */
  sites?: SitesReport | null;
  later?: LaterReport | null;
  /** absent in older reports */
  optional?: OptionalField[] | null;
  parity: { rows: number; largest_difference: number } | null;
  durations: Record<string, number>;
}
