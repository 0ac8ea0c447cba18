/** Why a version became what it is. */

import { h } from "../ui/dom";

/** The gate's reasons as sentences: what begins with "and" belongs to the one before. */
export function sentences(reasons: string[]): string[] {
  const joined: string[] = [];
  for (const reason of reasons) {
    if (/^and /.test(reason) && joined.length > 0) joined.push(`${joined.pop()}, ${reason}`);
    else joined.push(reason);
  }
  return joined.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`);
}

export function reasonsInWords(reasons: string[]): HTMLElement | null {
  const tidy = sentences(reasons);
  if (tidy.length === 0) return null;
  return tidy.length === 1 ? h("p", {}, tidy[0]) : h("ul", {}, tidy.map((text) => h("li", {}, text)));
}
