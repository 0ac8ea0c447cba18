/** Versions measured on rows that nothing learns from. */

import type { DatasetFault } from "./faults";
import type { People } from "./measures";

/** A figure on the rows that were sent, beside the training's own. */
export interface ComparedFigure {
  name: string;
  label: string;
  here: { estimate: number; low: number | null; high: number | null } | null;
  training: { estimate: number; low: number | null; high: number | null } | null;
  /** how far they lie apart, in standard errors of both */
  z: number | null;
  found: "alike" | "perhaps" | "differs" | "cannot tell";
  words: string;
}

/** A version measured on rows that nothing learns from. */
export interface Validation {
  id: string;
  predictor: string;
  version: string;
  /** when it was asked for */
  champion: boolean;
  note: string | null;
  sha256: string;
  /** bytes, as sent */
  size: number;
  by: string;
  at: string;
  status: "queued" | "running" | "done" | "failed";
  /** 0 to 1 while it runs; null while it waits */
  progress: number | null;
  /** what keeps it waiting, where something has to be done about it */
  message: string | null;
  rows: number | null;
  people: number | null;
  events: People | null;
  ended_at: string | null;
  error: string | null;
  faults: { count: number; first: DatasetFault[] };
  /** whether the file is still there: until it was measured */
  rows_kept: boolean;
  warnings: string[];
  figures: ComparedFigure[];
}

export interface ValidationList {
  predictor: string;
  limits: { bytes: number };
  validations: Validation[];
}
