/** The words of versions that go to other sites, and come from there. */

import type english from "./en/transfers";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/transfers"), de: () => import("./de/transfers"), zh: () => import("./zh/transfers") });
