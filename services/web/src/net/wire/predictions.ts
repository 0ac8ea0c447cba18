/** What is sent for a prediction, and what comes back. */

export type InputValue = number | string | boolean | null;

export type Inputs = Record<string, InputValue>;

export interface Prediction {
  predictor: string;
  version: string;
  threshold: number;
  /** 0 to 1 */
  probability: number;
  positive: boolean;
  /** inputs out of the range that the training has seen, by field name */
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
