/** Published versions, the champion among them, and their history. */

import type { Metrics } from "./measures";

/** What became of a version when it was made; a candidate is kept, and a person may promote it. */
export type Outcome = "promoted" | "candidate" | "rejected";

/** That a version was taken out of use. */
export interface Withdrawal {
  at: string;
  by: string;
  reason: string;
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
  /** how many versions have been compared on the present evaluation set */
  comparisons?: number | null;
}
