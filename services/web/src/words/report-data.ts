/** The words of a report about the rows and fields, and of what was compared on them: candidates and baselines. */

import type english from "./en/report-data";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/report-data"), de: () => import("./de/report-data"), zh: () => import("./zh/report-data") });
