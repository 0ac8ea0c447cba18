/** Roles as a person reads them. */

import type { Role } from "../net/wire/keys";

export const ROLES: Record<Role, { label: string; may: string }> = {
  viewer: { label: "Viewer", may: "reads, and gets predictions, of drafts too" },
  data_scientist: { label: "Data scientist", may: "also sends rows, validates, and trains without promoting" },
  operator: { label: "Operator", may: "does everything" },
  auditor: { label: "Auditor", may: "reads everything, changes nothing" },
};

/** "an operator" */
export function inSentence(role: Role): string {
  const word = ROLES[role].label.toLowerCase();
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}
