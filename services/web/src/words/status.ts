/** The words of what became of trainings and versions: stages, the gate, and a site without a model. */

import type english from "./en/status";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/status"), de: () => import("./de/status"), zh: () => import("./zh/status") });
