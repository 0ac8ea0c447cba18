/** What can be predicted, and the form that its declaration asks for. */

import type { Fault } from "./faults";
import type { Job } from "./jobs";
import type { InputValue } from "./predictions";
import type { Champion } from "./versions";

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
