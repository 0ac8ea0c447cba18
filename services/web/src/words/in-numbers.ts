/** The words that stand in numbers and times. */

import type english from "./en/numbers";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/numbers"), de: () => import("./de/numbers"), zh: () => import("./zh/numbers") });
