/** What crosses the wire, version 1. Names are the server's; nothing is computed here. */

export type JobStatus = "queued" | "running" | "published" | "rejected" | "failed" | "cancelled";

/** quick: declared settings and a reduced comparison */
export type Effort = "quick" | "full";

export interface Job {
  id: string;
  predictor: string;
  status: JobStatus;
  stage: string;
  /** 0 to 1 */
  progress: number;
  message: string | null;
  version: string | null;
  error: string | null;
  reason: string | null;
  requested_by: string;
  effort?: Effort;
  /** "initial", or the sha256 of an uploaded file */
  datasets?: string[];
  /** by field, how far the rows it learned from are from the champion's (population stability index) */
  stability?: Record<string, number | null> | null;
  attempt: number;
  enqueued_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface PredictorEntry {
  name: string;
  title: string;
  summary: string;
  champion: { version: string; since: string } | null;
  training: Job | null;
  /** the last training, where it failed and nothing serves or is under way */
  failed?: Job | null;
}

export interface BrokenFolder {
  folder: string;
  errors: Fault[];
}

export interface PredictorList {
  predictors: PredictorEntry[];
  broken: BrokenFolder[];
}

export type InputValue = number | string | boolean | null;
export type Inputs = Record<string, InputValue>;

export interface Choice {
  value: string;
  label: string;
}

export interface Field {
  name: string;
  type: "number" | "integer" | "category" | "boolean";
  label: string;
  unit: string | null;
  help: string | null;
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  choices: Choice[] | null;
  ordered: boolean;
  missing: { allowed: boolean; label: string | null; values: InputValue[] };
  example: InputValue;
}

export interface Population {
  who: string;
  source: string;
  /** null while there is no version that could tell */
  rows: number | null;
  limits: string[];
}

export interface Wording {
  result: string;
  complement: string;
  disclaimer: string;
  people: string;
  positive: string;
  negative: string;
}

export interface ServingModel {
  version: string;
  candidate: string;
  candidate_label: string;
  threshold: number;
}

/** What the model is made of is null where the version cannot be read. */
export interface Champion {
  version: string;
  candidate: string | null;
  candidate_label: string | null;
  threshold: number | null;
  since: string;
  by: string;
  reason: string | null;
}

export interface Refusal {
  version: string;
  at: string;
  reason: string;
}

export interface Predictor {
  name: string;
  title: string;
  summary: string;
  target: { label: string; meaning: string };
  population: Population;
  wording: Wording;
  sections: { title: string; fields: string[] }[];
  fields: Field[];
  declaration: "champion" | "folder";
  champion: Champion | null;
  serving: ServingModel | null;
  refusals: Refusal[];
  training: Job | null;
  failed?: Job | null;
}

export interface Prediction {
  predictor: string;
  version: string;
  threshold: number;
  /** 0 to 1 */
  probability: number;
  positive: boolean;
  /** inputs beyond what the training has seen, by field name */
  outside: string[];
  /** of people with such a score, this share had it: 0 to 1, from n people's worth of data */
  band?: { low: number; high: number; n: number | null } | null;
  /** what models from other samples of the same size would say, 0 to 1 */
  refits?: { low: number; high: number } | null;
}

/** A record that no model is asked about, and why. */
export interface Refused {
  predictor: string;
  version: string;
  threshold: number;
  probability: null;
  positive: null;
  outside: string[];
  refusals: { field: string; reason: string }[];
}

/** What each field contributes to a probability, in points of 100. */
export interface Explanation {
  unit: string;
  baseline: number;
  contributions: Record<string, number>;
}

export interface Metrics {
  n: number;
  events: number;
  threshold: number | null;
  accuracy: number | null;
  precision: number | null;
  recall: number | null;
  balanced_accuracy?: number | null;
  specificity?: number | null;
  mcc?: number | null;
  f1: number | null;
  auroc: number | null;
  auprc: number | null;
  log_loss: number | null;
  brier: number | null;
  confusion: Confusion;
}

export interface Confusion {
  tn: number;
  fp: number;
  fn: number;
  tp: number;
}

export interface Version {
  version: string;
  created: string;
  candidate: string;
  candidate_label: string;
  threshold: number;
  job: string | null;
  rows: number;
  champion: boolean;
  accepted: boolean;
  measures: Metrics | null;
}

/** A version whose files are not what its manifest says: only what is wrong with it is known. */
export interface BrokenVersion {
  version: string;
  champion: boolean;
  broken: string;
}

export interface VersionList {
  predictor: string;
  champion: string | null;
  versions: (Version | BrokenVersion)[];
}

export interface HistoryEntry {
  at: string;
  /** forced: the gate had rejected it, and an operator promoted it all the same */
  event: "promoted" | "rejected" | "rolled back" | "forced";
  version: string;
  by: string;
  reason: string | null;
}

export interface ChampionAnswer {
  champion: Champion | null;
  history: HistoryEntry[];
  /** how many versions have been compared on the present anchor */
  comparisons?: number | null;
}

/** One thing that is wrong, with a JSON Pointer to where. */
export interface Fault {
  pointer: string;
  detail: string;
}

export interface DatasetFault {
  /** the line in the file: the header is line 1; null for the whole file */
  row: number | null;
  column: string | null;
  detail: string;
}

export interface Dataset {
  /** what a retraining calls it: "initial" or its sha256 */
  name: string;
  sha256: string;
  /** bytes, as sent */
  size: number | null;
  rows: number | null;
  events: number | null;
  by: string | null;
  at: string | null;
  status: "checking" | "usable" | "faulty" | "failed";
  /** 0 to 1 while it is checked; null while it waits */
  progress: number | null;
  checked_at: string | null;
  faults: { count: number; first: DatasetFault[] };
  error: string | null;
}

export interface DatasetList {
  predictor: string;
  limits: { bytes: number };
  datasets: Dataset[];
}
