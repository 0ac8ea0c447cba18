/** The words of the audit log. */

import type english from "./en/audit";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/audit"), de: () => import("./de/audit"), zh: () => import("./zh/audit") });
