/** Reports of versions from before format 2, which stay readable. */

import type { Metrics } from "./measures";
import type { Ending, FullReport } from "./report";
import type { Withdrawal } from "./versions";

export interface OlderReport {
  predictor: string;
  created: string;
  data: { rows: number; duplicates: number; positives: number; prevalence: number; missing: Record<string, number> };
  split: { training: number; holdout: number; rule: string };
  comparison: { rows: number; folds: number; note: string };
  candidates: { name: string; label: string; seconds: number | null; metrics: Metrics }[];
  always_no: Metrics;
  winner: string;
  holdout: { winner: Metrics; always_no: Metrics };
  threshold: { policy: string; value: number };
  calibration: { predicted: number; observed: number; n: number }[];
  gate: { accepted: boolean; reasons: string[] };
  ending?: Ending;
  withdrawn?: Withdrawal | null;
}

export type AnyReport = OlderReport | FullReport;

/** Reports of before have no format. */
export const isFull = (report: AnyReport): report is FullReport => "format" in report && report.format >= 2;
