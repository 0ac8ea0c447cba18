/** The words of keys: the one of this tab, and those that are given out. */

import type english from "./en/keys";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/keys"), de: () => import("./de/keys"), zh: () => import("./zh/keys") });
