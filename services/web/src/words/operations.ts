/** The words of the operator's desk: what stands around its panels, what answers, its history and the newest version in short. */

import type english from "./en/operations";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/operations"), de: () => import("./de/operations"), zh: () => import("./zh/operations") });
