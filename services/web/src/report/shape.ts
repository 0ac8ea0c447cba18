/** What report.json holds, format 2. All numbers are finite or null. */

import type { Confusion } from "../wire";

/** [low, high] of a 95 % interval */
export type Span = [number, number];

export interface Interval {
  estimate: number;
  low: number;
  high: number;
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
  intervals: Partial<Record<Measured, Span | null>> | null;
}

export type CalibrationMethod = "none" | "logistic" | "isotonic";
export type Setting = number | string | boolean | null | Setting[] | { [name: string]: Setting };

export interface CandidateReport {
  name: string;
  label: string;
  hyperparameters: Record<string, Setting>;
  /** how many settings were tried */
  configurations: number;
  seconds: number | null;
  calibration: CalibrationMethod;
  calibration_log_loss: Record<CalibrationMethod, number | null>;
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
  positive: number;
  negative: number;
}

export interface FieldReport {
  name: string;
  label: string;
  unit: string | null;
  type: "number" | "integer" | "category" | "boolean";
  missing: number;
  outliers: { count: number; low: number; high: number } | null;
  summary: { minimum: number; q1: number; median: number; q3: number; maximum: number; mean: number; sd: number } | null;
  bins: Bin[];
  association: { chi2: number; df: number; p: number; cramers_v: number } | null;
  /** population stability index against the champion's rows */
  stability: number | null;
}

export type Matrix = (number | null)[][];

export interface DataReport {
  rows: number;
  positives: number;
  prevalence: number;
  duplicates: number;
  sha256: string;
  missing: Record<string, number>;
  datasets: { name: string; sha256: string; rows: number; positives: number }[];
  fields: FieldReport[];
  correlation: { fields: string[]; pearson: Matrix; spearman: Matrix };
}

export interface CalibrationReport {
  intercept: Interval;
  slope: Interval;
  expected_calibration_error: number;
  observed_expected: Interval;
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
  n: number;
  events: number;
  too_few: boolean;
  auroc: Interval | null;
  recall: Interval | null;
  observed_expected: Interval | null;
}

export interface BandPoint {
  score: number;
  observed: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
}

export interface Refits {
  count: number;
  /** points of 100 */
  median_range: number;
  band: { score: number; low: number | null; high: number | null }[];
}

export interface GateCheck {
  name: string;
  against: string | null;
  value: number | null;
  /** between them it passes; null: there is no such end */
  low: number | null;
  high: number | null;
  passed: boolean;
  words: string;
}

export interface GateReport {
  accepted: boolean;
  reasons: string[];
  checks: GateCheck[];
  anchor: string | null;
  comparisons: number | null;
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
    removed: { duplicates: number; outliers: number };
  };
  split: { rule: string; training: number; holdout: number; anchor: { id: string; rows: number; events: number } };
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
  gate: GateReport;
  /** null in reports from before it was measured */
  importance?: { people: number; fields: { name: string; label: string; points: number }[] } | null;
  parity: { rows: number; largest_difference: number } | null;
  durations: Record<string, number>;
}
