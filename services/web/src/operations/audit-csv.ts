/** Entries of the audit log for a spreadsheet: what `bellwether audit --csv` prints. */

import type { Entry } from "../net/wire/audit";
import { asCsv } from "../ui/csv";

const COLUMNS = ["at", "who", "role", "key", "action", "predictor", "subject", "before", "after", "reason", "request"] as const satisfies readonly (keyof Entry)[];

export const auditCsv = (entries: Entry[]): string => asCsv([COLUMNS, ...entries.map((entry) => COLUMNS.map((name) => entry[name] ?? null))]);
