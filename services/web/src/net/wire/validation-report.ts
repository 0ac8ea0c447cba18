/** What a validation's report holds: the names and meanings of a version's report, on the rows that were sent. */

import type { People } from "./measures";
import type { FullReport } from "./report";
import type { DataReport } from "./report-data";
import type { CalibrationReport, DecisionCurve, Measures, PartFigures, SitesReport, ThresholdReport } from "./report-measures";
import type { ComparedFigure } from "./validations";

export interface Periods {
  column: string;
  groups: { period: string; n: People; events: People; within: PartFigures | null }[];
}

export interface ValidationReport {
  format: number;
  predictor: string;
  title: string;
  validation: string;
  version: string;
  champion: boolean;
  candidate: string;
  note: string | null;
  asked: string;
  sha256: string;
  warnings: string[];
  /** what cannot be measured because the file lacks a column */
  roles: string[];
  data: Omit<DataReport, "sha256" | "datasets">;
  /** applicability: refused rows were not measured; rows out of the range of the training were */
  beyond: { refused: People; outside: People; refused_fields: Record<string, People>; outside_fields: Record<string, People> };
  evaluation: { how: string; winner: Measures; always_no: Measures };
  compared: { how: string; figures: ComparedFigure[] };
  threshold: ThresholdReport;
  calibration: Pick<CalibrationReport, "groups" | "expected_calibration_error">;
  decision_curve: DecisionCurve;
  subgroups: FullReport["subgroups"];
  sites: SitesReport | null;
  periods: Periods | null;
  /** the version's own report; older versions do not say everything */
  training: Partial<Pick<FullReport, "effort" | "size" | "created" | "evaluation" | "calibration" | "decision_curve" | "threshold" | "winner_label">>;
}
