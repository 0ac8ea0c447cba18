/** What the server has said in English, in the language of the page. */

import { language, room } from "./language";
import { few, rewritten } from "./numbers";
import { SENTENCES, type Sentence } from "./sentences";

/** What a sentence says, of the parts in it that change; a report in English has the server's own. */
export type Words = Record<Sentence, (...parts: string[]) => string>;

const say = room<Partial<Words>>({ en: () => import("./en/said"), de: () => import("./de/said"), zh: () => import("./zh/said") });

/** What people call a number. */
const FIGURE = /^[+−-]?\d[\d.,]*$/;

/** Null where the page does not know the sentence, or where the page speaks English, as the server does. */
export function saidHere(text: string): string | null {
  if (language() === "en") return null;
  if (FIGURE.test(text)) return rewritten(text);
  for (const name of Object.keys(SENTENCES) as Sentence[]) {
    const found = SENTENCES[name].exec(text);
    const words = found && say[name];
    if (words) return words(...found.slice(1).map((part = "") => saidHere(part) ?? few(part)));
  }
  return null;
}

/** The same, and the server's own words where the page does not know better: for what cannot be marked as English. */
export const saidOrEnglish = (text: string): string => saidHere(text) ?? text;
