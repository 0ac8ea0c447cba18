/** Entries of the audit log for a spreadsheet: what `bellwether audit --csv` prints. */

import type { Entry } from "../net/wire/audit";

const COLUMNS = ["at", "who", "role", "key", "action", "predictor", "subject", "before", "after", "reason", "request"] as const satisfies readonly (keyof Entry)[];

export const asCsv = (entries: Entry[]): string =>
  [COLUMNS, ...entries.map((entry) => COLUMNS.map((name) => safe(entry[name] ?? "")))].map((row) => `${row.map(quoted).join(",")}\n`).join("");

/** A cell that no spreadsheet takes for a formula: a reason is what somebody has typed. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
