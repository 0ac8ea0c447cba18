/** The words of a report: its head, what is said in short, the gate, and how a version was made. */

import type english from "./en/report";
import { room } from "./language";

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/report"), de: () => import("./de/report"), zh: () => import("./zh/report") });
