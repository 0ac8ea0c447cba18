/** What is said of translations of declarations that are not used. */

import type english from "./en/translations";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/translations"), de: () => import("./de/translations"), zh: () => import("./zh/translations") });
