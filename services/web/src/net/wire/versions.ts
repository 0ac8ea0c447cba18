/** Published versions, the champion among them, and their history. */

import type { Metrics } from "./measures";
import type { Schemas } from "./schemas";

export type Outcome = Schemas["ListedVersion"]["outcome"];
export type Withdrawal = Schemas["Withdrawal"];
export type Champion = Schemas["Champion"];

/** Its measures are those of its report, which the API hands on as the trainer has written them. */
export type Version = Omit<Schemas["ListedVersion"], "measures"> & { measures: Metrics };
export type BrokenVersion = Schemas["BrokenVersion"];
export type VersionList = Omit<Schemas["Versions"], "versions"> & { versions: (Version | BrokenVersion)[] };

export type HistoryEntry = Schemas["Event"];
export type ChampionAnswer = Schemas["ChampionHistory"];
