/** Uploaded rows that a training can learn from. */

import type { Schemas } from "./schemas";

export type Dataset = Schemas["DataSetDescription"];
export type KnownPeople = Schemas["KnownPeople"];
export type SamePeople = Schemas["SamePeople"];
export type TrainedVersion = Schemas["TrainedVersion"];
export type RemovedDataset = Schemas["RemovedDataSet"];
export type DatasetList = Schemas["DataSets"];
