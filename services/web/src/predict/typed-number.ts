/** What is typed into the box of a number, as the answer that it is: in the unit of its field, or in another declared one. */

import type { Field } from "../net/wire/predictors";
import { say, type Bounds } from "../words/predict";
import { say as shared } from "../words/shared";
import { isMissingValue, type Answer } from "./answer";
import { reading, written, type Expected, type Reading } from "./reading";

type OtherUnit = Field["other_units"][number];

const THOUSAND = 1000;

/** What a converted number is told with, where its field declares no step. */
const DIGITS = 3;

export function readNumber(field: Field, text: string): Answer {
  if (text.trim() === "") return { state: "empty" };
  const { found, unit } = understood(field, text);
  if (found.is === "none") return { state: "wrong", message: say.enterWithin(bounds(field)) };
  if (found.is === "ambiguous") {
    const ways = found.values.map((value) => converted(field, unit, value));
    return wrong(`${found.message}${shared.stop}`, ways.filter((value) => fits(field, value)));
  }
  const value = converted(field, unit, found.value);
  if (unit === null && isMissingValue(field, value)) return { state: "unknown" };
  if (fits(field, value)) return { state: "given", value };
  const meant = unit === null ? looksLike(field, value) : [];
  if (meant.length > 0) {
    const ways = meant.map((each) => ({ unit: each.unit, is: inUnit(field, each.value) }));
    return wrong(say.looksLike(written(value, expectedIn(field)), ways), meant.map((each) => each.value));
  }
  const low = field.minimum !== null && value < field.minimum;
  const high = field.maximum !== null && value > field.maximum;
  if (field.type === "integer" && !Number.isInteger(value)) return wrong(say.enterWhole(bounds(field)));
  // Possible, and beyond what was studied: whoever answers says that there is no number.
  if ((low ? field.below : high ? field.above : null) !== null) return { state: "given", value };
  return wrong(say.mustBe(bounds(field)));
}

const wrong = (message: string, instead: number[] = []): Answer => ({ state: "wrong", message, ...(instead.length > 0 ? { instead } : {}) });

/** The number that is typed, and its unit where that is written and is another one than the field's. */
export function understood(field: Field, text: string): { found: Reading; unit: OtherUnit | null } {
  const own = reading(text, expectedIn(field));
  if (own.is !== "none") return { found: own, unit: null };
  for (const unit of field.other_units) {
    const found = reading(text, expectedIn({ ...inTheirs(field, unit), unit: unit.unit }));
    if (found.is !== "none") return { found, unit };
  }
  return { found: own, unit: null };
}

/** "5.7 mmol/L is 103 mg/dL."; null where nothing is converted */
export function inOtherUnit(field: Field, text: string): string | null {
  const { found, unit } = understood(field, text);
  if (unit === null || found.is !== "number") return null;
  return say.is(text.trim(), inUnit(field, converted(field, unit, found.value)));
}

/** "No number is given above 69 years.", where the rows end before what is typed; null where they do not */
export function beyond(field: Field, text: string): string | null {
  const { found, unit } = understood(field, text);
  if (found.is !== "number") return null;
  const value = converted(field, unit, found.value);
  if (field.above !== null && field.maximum !== null && value > field.maximum) return say.noneAbove(inUnit(field, field.maximum));
  return field.below !== null && field.minimum !== null && value < field.minimum ? say.noneBelow(inUnit(field, field.minimum)) : null;
}

/** A number that is impossible in the unit of its field: the other ones in which it is possible, and what it is then. */
const looksLike = (field: Field, typed: number): { unit: string; value: number }[] =>
  field.other_units.map((unit) => ({ unit: unit.unit, value: converted(field, unit, typed) })).filter(({ value }) => fits(field, value));

/** In the unit of the field, as exact as it is told: what is shown is what is sent. */
function converted(field: Field, unit: OtherUnit | null, typed: number): number {
  if (unit === null) return typed;
  const value = typed * unit.factor + unit.offset;
  return Number(value.toFixed(digitsOf(field, value)));
}

/** Where a field ends, in another unit. */
function inTheirs({ minimum, maximum }: Field, { factor, offset }: OtherUnit): Pick<Field, "minimum" | "maximum"> {
  const end = (value: number | null) => (value === null ? null : (value - offset) / factor);
  return { minimum: end(minimum), maximum: end(maximum) };
}

function digitsOf({ type, step }: Field, value: number): number {
  if (type === "integer") return 0;
  if (step !== null) return (String(step).split(".")[1] ?? "").length;
  const whole = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  return Math.min(20, Math.max(0, DIGITS - whole));
}

const inUnit = (field: Field, value: number): string => `${written(value, expectedIn(field))} ${field.unit ?? ""}`.trim();

function fits({ type, minimum, maximum }: Field, value: number): boolean {
  return !(minimum !== null && value < minimum) && !(maximum !== null && value > maximum) && (type !== "integer" || Number.isInteger(value));
}

/** 1.200 may be a thousand and more where the field holds such numbers. */
export const expectedIn = ({ unit, minimum, maximum }: Pick<Field, "unit" | "minimum" | "maximum">): Expected =>
  ({ unit, thousands: !(minimum !== null && minimum > -THOUSAND && maximum !== null && maximum < THOUSAND) });

/** From where to where a number of the field may lie, as it may be typed: 1000, not 1,000. */
export function bounds(field: Field): Bounds {
  const end = (value: number | null): string | null => (value === null ? null : written(value, expectedIn(field)));
  return { low: end(field.minimum), high: end(field.maximum), unit: field.unit ?? "" };
}
