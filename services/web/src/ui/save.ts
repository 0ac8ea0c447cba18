/** Hands something over as a file, as a download does. */

import { h } from "./dom";

export const saveAs = (name: string, type: string, text: string): void => save(name, new Blob([text], { type: `${type};charset=utf-8` }));

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  h("a", { href: address, download: name }).click();
  // Once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
