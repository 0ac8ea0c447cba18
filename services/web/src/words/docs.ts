/** The words of the page of the API. What stands in its document comes from the server, in English. */

import type english from "./en/docs";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/docs"), de: () => import("./de/docs"), zh: () => import("./zh/docs") });
