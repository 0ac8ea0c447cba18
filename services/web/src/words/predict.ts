/** The words of the questions: the form, what may be typed into it, and what is wrong with that. */

import type english from "./en/predict";
import { room } from "./language";

/** From where to where a number may lie, as it is written; null where it may go on. */
export interface Bounds {
  low: string | null;
  high: string | null;
  /** empty where there is none */
  unit: string;
}

/** A number in another unit that somebody may have meant. */
export interface Way {
  unit: string;
  /** in the unit that is asked for: "103 mg/dL" */
  is: string;
}

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/predict"), de: () => import("./de/predict"), zh: () => import("./zh/predict") });
