/** Uploaded rows that a training can learn from. */

import type { DatasetFault } from "./faults";
import type { People } from "./measures";
import type { Outcome, Withdrawal } from "./versions";

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
  again: KnownPeople | null;
  /** what a person has to answer before anything is learned from it, and has perhaps */
  question: string | null;
  answer: SamePeople | null;
}

export interface KnownPeople {
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
export interface TrainedVersion {
  version: string;
  created: string;
  champion: boolean;
  outcome: Outcome;
  withdrawn: Withdrawal | null;
}

export interface RemovedDataset {
  predictor: string;
  removed: string;
  learned: TrainedVersion[];
}

export interface DatasetList {
  predictor: string;
  limits: { bytes: number };
  datasets: Dataset[];
}
