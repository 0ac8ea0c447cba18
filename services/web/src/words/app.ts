/** The words of what stays on every page, and of the first page. */

import type english from "./en/app";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/app"), de: () => import("./de/app"), zh: () => import("./zh/app") });
