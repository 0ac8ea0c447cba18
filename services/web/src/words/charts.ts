/** The words of the charts: their axes, legends and tables, and what a screen reader hears of them. */

import type english from "./en/charts";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/charts"), de: () => import("./de/charts"), zh: () => import("./zh/charts") });
