/** Who did what, and whether the log is whole. */

import type { Schemas } from "./schemas";

export type Audit = Schemas["Audit"];
export type Entry = Schemas["AuditEntry"];
export type Chain = Schemas["Chain"];
