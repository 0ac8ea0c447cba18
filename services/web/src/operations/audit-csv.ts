/** Entries of the audit log for a spreadsheet: what `bellwether audit --csv` prints. */

import type { Entry } from "../net/wire/audit";

const COLUMNS = ["at", "who", "role", "key", "action", "predictor", "subject", "before", "after", "reason", "request"] as const satisfies readonly (keyof Entry)[];

export const asCsv = (entries: Entry[]): string =>
  [COLUMNS, ...entries.map((entry) => COLUMNS.map((name) => safe(entry[name] ?? "")))].map((row) => `${row.map(quoted).join(",")}\n`).join("");

/** A cell of which no spreadsheet takes any part for a formula, also one that splits at semicolons: a reason was typed. */
const safe = (text: string): string => text.replace(/(^|[;\t\n])(\s*[=+\-@])/g, "$1'$2");

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
