/** Named keys, and whose key this tab has. */

import type { Schemas } from "./schemas";

export type Key = Schemas["Key"];
export type MadeKey = Schemas["MadeKey"];
export type NewKey = Schemas["NewKey"];
export type OwnKey = Schemas["OwnKey"];
export type Role = Key["role"];
