/** The words of a validation's report that a version's report has otherwise, or not at all. */

import type english from "./en/validation";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/validation"), de: () => import("./de/validation"), zh: () => import("./zh/validation") });
