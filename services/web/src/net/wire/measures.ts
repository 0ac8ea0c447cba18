/** How many people, and how good a model is on them. */

export interface Metrics {
  n: number;
  events: number;
  threshold: number | null;
  accuracy: number | null;
  precision: number | null;
  recall: number | null;
  balanced_accuracy?: number | null;
  specificity?: number | null;
  mcc?: number | null;
  f1: number | null;
  auroc: number | null;
  auprc: number | null;
  log_loss: number | null;
  brier: number | null;
  confusion: Confusion;
}

/** How many people; of a few the server says no more than that. */
export type People = number | "fewer than 5";

export interface Confusion {
  tn: People;
  fp: People;
  fn: People;
  tp: People;
}
