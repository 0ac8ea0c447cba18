/** What a report has figures and settings of, as a person reads it. */

import type { Measured, Measures } from "../net/wire/report";
import { spanOf } from "../words/numbers";
import { say } from "../words/report";
import { saidOrEnglish } from "../words/said";

export const spanOfMeasure = (measures: Measures, key: Measured, digits = 3): string | null => spanOf(measures.intervals?.[key], digits);

/** What a declaration or a search wrote, as a person would. */
export function setting(value: unknown): string {
  if (value === null) return say.none;
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  if (Array.isArray(value)) return value.map(setting).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([name, part]) => `${name} ${setting(part)}`).join(", ");
  return String(value);
}

export const settings = (all: Record<string, unknown>): string =>
  Object.entries(all).map(([name, value]) => `${name} ${setting(value)}`).join(" · ") || say.nothingToSet;

export const calibrationName = (kind: string): string => say.recalibration[kind] ?? kind;

/** "Logistic Regression" as the language calls it; most are proper names. */
export const modelName = (label: string): string => saidOrEnglish(label);
