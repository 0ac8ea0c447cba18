/** What is sent for a prediction, and what comes back. */

import type { Schemas } from "./schemas";

export type InputValue = number | string | boolean | null;

export type Inputs = Record<string, InputValue>;

export type Prediction = Schemas["ScoredPrediction"];

/** A record that no model is asked about, and why. */
export type Refused = Schemas["RefusedPrediction"];

export type Explanation = Schemas["Contributions"];

/** The answers to a list of records, in its order. */
export type Predictions = Schemas["Predictions"];
