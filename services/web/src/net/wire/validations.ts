/** Versions measured on rows that nothing learns from. */

import type { Schemas } from "./schemas";

export type ComparedFigure = Schemas["ComparedFigure"];
export type Validation = Schemas["ValidationDescription"];
export type ValidationList = Schemas["Validations"];
export type ValidationReport = Schemas["ValidationReport"];
