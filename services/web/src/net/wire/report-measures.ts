/** The figures of a report, with their intervals. All numbers are finite or null. */

import type { Confusion, People } from "./measures";

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

export interface BootstrapModels {
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
export interface ChosenBasis {
  fields: string[];
  with: { auroc: number; log_loss: number } | null;
  without: { auroc: number; log_loss: number } | null;
}
