/** What is wrong with what was sent. */

import type { Schemas } from "./schemas";

export type Fault = Schemas["Fault"];
export type DatasetFault = Schemas["RowFault"];
