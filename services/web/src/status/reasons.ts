/** Why a version became what it is, in the words of the server, which are English. */

import { h, type Child } from "../ui/dom";
import { english } from "../ui/english";

/** The gate's reasons as sentences: what begins with "and" belongs to the one before. */
export function sentences(reasons: string[]): string[] {
  const joined: string[] = [];
  for (const reason of reasons) {
    if (reason.startsWith("and ") && joined.length > 0) joined.push(`${joined.pop()}, ${reason}`);
    else joined.push(reason);
  }
  return joined.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`);
}

export function reasonsInWords(reasons: string[]): HTMLElement | null {
  return inList(sentences(reasons).map(english));
}

/** Sentences as a paragraph or a list; null where there are none. */
export function inList(tidy: Child[]): HTMLElement | null {
  if (tidy.length === 0) return null;
  return tidy.length === 1 ? h("p", {}, tidy[0]) : h("ul", {}, tidy.map((text) => h("li", {}, text)));
}

/** A sentence up to its figures: "AUROC is worse by 0.01 than that of the champion" */
export const inShort = (sentence: string): string => (/^.{12,}?(?=[;(:]|, and |, the )/.exec(sentence)?.[0] ?? sentence).trim().replace(/\.$/, "");

/** What a history joins of a training's reasons. */
export const joined = (reason: string): string[] => reason.split("; ").filter(Boolean);

/** Sentences behind one line. */
export const behind = (line: Child, tidy: Child[]): HTMLElement =>
  tidy.length === 0 ? h("p", {}, line) : h("details", { class: "fold" }, h("summary", {}, line), h("ul", {}, tidy.map((text) => h("li", {}, text))));
