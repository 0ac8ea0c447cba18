/** What somebody has done on the page of the API: it stays while the page is open, also where it is drawn anew in another language. */

import type { Came, Document, Sent } from "../net/openapi";

/** What stands in the form of one call. */
export interface Tried {
  /** by the name of the parameter */
  values: Record<string, string>;
  /** which kind of body was chosen, and what was written of each; a file where it is one */
  type: string;
  texts: Record<string, string>;
  file: File | null;
  /** what was sent last, and what came */
  answer: { sent: Sent; came: Came } | null;
  /** shows that, where it is drawn now */
  show: () => void;
}

export interface Kept {
  document: Document | null;
  /** what was looked for, and the key that is being typed */
  search: string;
  key: string;
  /** the calls that are open, and those that were */
  open: Set<string>;
  tried: Map<string, Tried>;
}

export const nothingKept = (): Kept => ({ document: null, search: "", key: "", open: new Set(), tried: new Map() });

export function triedOf({ tried }: Kept, call: string): Tried {
  const before = tried.get(call);
  if (before) return before;
  const fresh: Tried = { values: {}, type: "", texts: {}, file: null, answer: null, show: () => undefined };
  tried.set(call, fresh);
  return fresh;
}
