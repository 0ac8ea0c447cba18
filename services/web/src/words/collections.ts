/** The words of the removal of old versions. */

import type english from "./en/collections";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/collections"), de: () => import("./de/collections"), zh: () => import("./zh/collections") });
