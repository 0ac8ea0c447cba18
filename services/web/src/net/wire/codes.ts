/** Which sentence the server says in English, with the values in it. */

import type { Schemas } from "./schemas";

export type Code = Schemas["Code"];
