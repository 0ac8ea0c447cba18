/** The words of a result: the number, what it means, how sure it is, and what moved it. */

import type english from "./en/answer";
import { room } from "./language";

/** The people of a hundred whom a threshold points out, or does not. */
export interface Hundred {
  /** they had it, and were pointed out */
  found: number;
  missed: number;
  /** they had it not, and were pointed out all the same */
  alarms: number;
  left: number;
}

/** A question and what somebody has answered to it. */
export interface Answered {
  label: string;
  answer: string;
}

/** What moved a number, as it is told: each with its answer, "Sex (Male)". */
export interface Moved {
  total: string;
  /** null where the number is that of the average */
  average: string | null;
  up: string | null;
  down: string | null;
}

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/answer"), de: () => import("./de/answer"), zh: () => import("./zh/answer") });
