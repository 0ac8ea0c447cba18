/** The words of what a person takes along, and of what an answer might have been. */

import type english from "./en/along";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/along"), de: () => import("./de/along"), zh: () => import("./zh/along") });
