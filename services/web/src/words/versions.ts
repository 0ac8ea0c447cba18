/** The words of the list of versions, and of what is done with one. */

import type english from "./en/versions";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/versions"), de: () => import("./de/versions"), zh: () => import("./zh/versions") });
