/** The words above the calls of the API, which the server describes in English. */

import type english from "./en/docs";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/docs"), de: () => import("./de/docs"), zh: () => import("./zh/docs") });
