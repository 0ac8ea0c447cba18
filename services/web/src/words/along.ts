/** The words of what a person takes along, and of what an answer might have been. */

import type english from "./en/along";
import { room } from "./language";

/** A piece of a sentence: plain, a figure, or what somebody might have answered. */
export type Piece = string | { figure: string } | { answer: string };

export type Words = typeof english;
export const say = room<Words>({ en: () => import("./en/along"), de: () => import("./de/along"), zh: () => import("./zh/along") });
