/** The words of the gate's checks: what each has found, said of its figures. */

import type english from "./en/gate";
import { room } from "./language";

/** A check of the gate, as a report has it. */
export interface Check {
  name: string;
  words: string;
  value: number | null;
  low: number | null;
  high: number | null;
  found?: "passed" | "too little" | "failed";
  interval?: [number, number] | null;
  shown_below?: number | null;
  shown_above?: number | null;
  holds_back?: boolean;
}

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/gate"), de: () => import("./de/gate"), zh: () => import("./zh/gate") });
