/** What a version's report holds, and a validation's by the same names. */

import type { Schemas } from "./schemas";

export type Report = Schemas["Report"];
export type Ending = Schemas["Ending"];
export type GateCheck = Schemas["GateCheck"];
export type CandidateReport = Schemas["CandidateReport"];

export type Measures = Schemas["Measures"];
export type Measured = keyof Schemas["MeasureIntervals"];
export type Confusion = Schemas["Confusion"];
/** How many people; of a few the server says no more than that. */
export type People = Confusion["tp"];
export type Estimate = Schemas["Estimate"];
/** An estimate that may have no interval: cross-validation can make it true by itself. */
export type Figure = Schemas["Figure"];
/** The scores by outcome, and what each threshold between them does. */
export type Operating = Schemas["Operating"];
export type DecisionCurve = Schemas["DecisionCurve"];
export type PartFigures = Schemas["PartFigures"];
export type Subgroup = Schemas["Subgroup"];
export type BootstrapModels = Schemas["BootstrapModels"];
export type SampleSize = Schemas["SampleSize"];
export type ChosenBasis = Schemas["ChosenBasis"];

export type DataReport = Schemas["DataReport"];
export type MeasuredRows = Schemas["MeasuredRows"];
export type FieldReport = Schemas["FieldReport"];
export type Bin = Schemas["Bin"];
export type SetAside = Schemas["SetAside"];
