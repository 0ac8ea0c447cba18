/** What crosses the wire, version 1. Names are the server's; nothing is computed here. */

export type JobStatus = "queued" | "running" | "published" | "candidate" | "rejected" | "failed" | "cancelled";

/** What became of a version when it was made; a candidate is kept, and a person may promote it. */
export type Outcome = "promoted" | "candidate" | "rejected";

/** That a version was taken out of use. */
export interface Withdrawal {
  at: string;
  by: string;
  reason: string;
}

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
  /** by field, how far the new rows are from the champion's (population stability index) */
  stability?: Record<string, number | null> | null;
  /** fields, and "the outcome", whose new rows differ by more than chance; null: no new rows, or nobody said */
  shifted?: string[] | null;
  /** false: whatever it makes is kept as a candidate at best */
  promote?: boolean;
  /** why its version has become what it is, one by one; message joins them */
  reasons?: string[] | null;
  attempt: number;
  enqueued_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface PredictorEntry {
  name: string;
  title: string;
  summary: string;
  /** texts of it are still to be written: it answers operators alone */
  draft?: boolean;
  champion: { version: string; since: string } | null;
  training: Job | null;
  /** the last training, where it failed and nothing serves or is under way */
  failed?: Job | null;
  /** the same, where the gate has rejected its version */
  rejected?: Job | null;
  /** the same, where its version is kept as a candidate */
  candidate?: Job | null;
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
  /** why there is no number below the minimum, or above the maximum, where the model's rows end there */
  below: string | null;
  above: string | null;
  step: number | null;
  choices: Choice[] | null;
  ordered: boolean;
  /** averaged: the answer without it is an average, and has a range */
  missing: { allowed: boolean; averaged?: boolean; label: string | null; values: InputValue[] };
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
  draft?: boolean;
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
  rejected?: Job | null;
  candidate?: Job | null;
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
  /** where fields are unknown: the probability is an average, and lies between these for 90 % of their plausible values */
  range?: { low: number; high: number; unknown: string[] } | null;
  /** of people with such a score, this share had it, 0 to 1; n of them were within two points of it; agrees: whether the score lies between */
  band?: { low: number; high: number; n: number | null; agrees?: boolean } | null;
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

/** How many people; of a few nobody is told more than that. */
export type People = number | "fewer than 5";

export interface Confusion {
  tn: People;
  fp: People;
  fn: People;
  tp: People;
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
  /** what the gate said */
  accepted: boolean;
  outcome: Outcome;
  /** why it became that */
  reasons: string[];
  withdrawn: Withdrawal | null;
  measures: Metrics | null;
}

/** A version whose files are not what its manifest says: only what is wrong with it is known. */
export interface BrokenVersion {
  version: string;
  champion: boolean;
  broken: string;
  withdrawn: Withdrawal | null;
}

export interface VersionList {
  predictor: string;
  champion: string | null;
  versions: (Version | BrokenVersion)[];
}

export interface HistoryEntry {
  at: string;
  /** forced: the gate had rejected it, and an operator promoted it all the same */
  event: "promoted" | "kept as candidate" | "rejected" | "rolled back" | "forced" | "withdrawn";
  version: string;
  by: string;
  reason: string | null;
  /** the champion that the version was measured against */
  against?: string | null;
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
  events: People | null;
  by: string | null;
  at: string | null;
  status: "checking" | "usable" | "asked" | "faulty" | "failed";
  /** 0 to 1 while it is checked; null while it waits */
  progress: number | null;
  /** what keeps its check waiting, where something has to be done about it */
  message: string | null;
  checked_at: string | null;
  faults: { count: number; first: DatasetFault[] };
  error: string | null;
  /** whether its rows look like people who are known already; null where nobody has looked */
  again: ComeAgain | null;
  /** what a person has to answer before anything is learned from it, and has perhaps */
  question: string | null;
  answer: SamePeople | null;
}

export interface ComeAgain {
  outcome: "none" | "found" | "cannot tell";
  rows: number;
  known: number;
  again: People;
  told: People;
}

export interface SamePeople {
  same_people: boolean;
  reason: string | null;
  by: string;
  at: string;
}

/** A version that has learned from removed rows. */
export interface Learner {
  version: string;
  created: string;
  champion: boolean;
  outcome: Outcome;
  withdrawn: Withdrawal | null;
}

export interface RemovedDataset {
  predictor: string;
  removed: string;
  learned: Learner[];
}

export interface DatasetList {
  predictor: string;
  limits: { bytes: number };
  datasets: Dataset[];
}

/** A figure on the rows that were sent, beside the training's own. */
export interface FigureBeside {
  name: string;
  label: string;
  here: { estimate: number; low: number | null; high: number | null } | null;
  training: { estimate: number; low: number | null; high: number | null } | null;
  /** how far they lie apart, in standard errors of both */
  z: number | null;
  found: "alike" | "perhaps" | "differs" | "cannot tell";
  words: string;
}

/** A version judged by rows that nothing learns from. */
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
  figures: FigureBeside[];
}

export interface ValidationList {
  predictor: string;
  limits: { bytes: number };
  validations: Validation[];
}
