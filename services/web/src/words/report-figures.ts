/** The words of a report's figures: calibration, thresholds, subgroups, sites, and whether the rows are enough. */

import type english from "./en/report-figures";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/report-figures"), de: () => import("./de/report-figures"), zh: () => import("./zh/report-figures") });
