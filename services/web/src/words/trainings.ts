/** The words of trainings: those that start, run and ran. */

import type english from "./en/trainings";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/trainings"), de: () => import("./de/trainings"), zh: () => import("./zh/trainings") });
