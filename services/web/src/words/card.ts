/** The words around a model card, which is written by the server, in English. */

import type english from "./en/card";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/card"), de: () => import("./de/card"), zh: () => import("./zh/card") });
