/** Published versions, the champion among them, and their history. */

import type { Schemas } from "./schemas";

export type Outcome = Schemas["ListedVersion"]["outcome"];
export type Withdrawal = Schemas["Withdrawal"];
export type Hold = Schemas["Hold"];
export type Champion = Schemas["Champion"];
export type Version = Schemas["ListedVersion"];
export type BrokenVersion = Schemas["BrokenVersion"];
export type VersionList = Schemas["Versions"];
export type HistoryEntry = Schemas["Event"];
export type ChampionAnswer = Schemas["ChampionHistory"];
export type Collection = Schemas["Collection"];
export type VersionDescription = Schemas["VersionDescription"];
export type Import = Schemas["ImportDescription"];
