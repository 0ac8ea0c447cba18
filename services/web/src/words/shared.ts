/** Words that several rooms of the page have: buttons, names of figures, what went wrong with the server or the key. */

import type english from "./en/shared";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/shared"), de: () => import("./de/shared"), zh: () => import("./zh/shared") });
