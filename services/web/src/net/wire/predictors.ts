/** What can be predicted, and the form that its declaration asks for. */

import type { Schemas } from "./schemas";

export type PredictorEntry = Schemas["PredictorSummary"];
export type PredictorList = Schemas["Predictors"];
export type BrokenFolder = Schemas["BrokenFolder"];
export type BrokenTranslation = Schemas["BrokenTranslation"];
export type Choice = Schemas["Choice"];
export type Field = Schemas["FormField"];
export type Population = Schemas["Population"];
export type Wording = Schemas["Wording"];
export type ServingModel = Schemas["ServingVersion"];
export type Refusal = Schemas["Refusal"];
export type Predictor = Schemas["Predictor"];
