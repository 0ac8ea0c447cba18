/** The words of the gate's checks: what each has found, said of its figures. */

import type english from "./en/gate";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/gate"), de: () => import("./de/gate"), zh: () => import("./zh/gate") });
