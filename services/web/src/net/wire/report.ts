/** What report.json holds, format 2. All numbers are finite or null. */

import type { People } from "./measures";
import type { DataReport, OptionalField, Question, SetAside } from "./report-data";
import type { BandPoint, BootstrapModels, CalibrationReport, ChosenBasis, DecisionCurve, LaterReport, Measures, SampleSize, SitesReport, Subgroup, ThresholdReport } from "./report-measures";
import type { Outcome, Withdrawal } from "./versions";

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
  /** outside of these the rows would have shown a fault in four of five cases */
  shown_below?: number | null;
  shown_above?: number | null;
}

export interface GateReport {
  accepted: boolean;
  /** older reports know accepted and not accepted alone */
  outcome?: "accepted" | "undecided" | "rejected";
  reasons: string[];
  checks: GateCheck[];
  /** the fixed evaluation set, by its id */
  anchor: string | null;
  comparisons: number | null;
}

export interface Ending {
  outcome: Outcome;
  reasons: string[];
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
  refits: BootstrapModels | null;
  /** absent in older reports */
  sample_size?: SampleSize | null;
  forms?: ChosenBasis | null;
  gate: GateReport;
  /** what became of the version; reports of before have none: the gate alone decided */
  ending?: Ending;
  /** added by the server, not in the report */
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
