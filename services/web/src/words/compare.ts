/** The words of a comparison of two versions. */

import type english from "./en/compare";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/compare"), de: () => import("./de/compare"), zh: () => import("./zh/compare") });
