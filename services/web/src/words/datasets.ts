/** The words of rows that are brought: data sets to learn from, and validations. */

import type english from "./en/datasets";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/datasets"), de: () => import("./de/datasets"), zh: () => import("./zh/datasets") });
