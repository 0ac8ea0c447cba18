/** Numbers and times as a person reads them, in the language of the page. */

import { say } from "./in-numbers";
import { locale } from "./language";

/** Makes a formatter once a language: to make one takes longer than to use it a thousand times. */
function inEach<F>(make: (locale: string) => F): () => F {
  const made = new Map<string, F>();
  return () => {
    const there = made.get(locale()) ?? make(locale());
    made.set(locale(), there);
    return there;
  };
}

const whole = inEach((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const moment = inEach((locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }));
const group = inEach((locale) => new Intl.NumberFormat(locale).formatToParts(12345).find(({ type }) => type === "group")?.value ?? "");
const point = inEach((locale) => new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".");

/** A number as it is, without signs between thousands: so it may be typed as well. */
export const plainly = (value: number): string => pointed(String(value));

/** What is written with a point, with the sign before decimals that the language has. */
export const pointed = (text: string): string => text.replace(".", point());

/** Whether that is a comma. */
export const decimalComma = (): boolean => point() === ",";

/** So many digits behind the point. The rounding stays that of `toFixed`, so that a figure is the same in every language. */
const fixed = (value: number, digits: number): string => pointed(value.toFixed(digits));

/** What the server says instead of a number of one to four people. */
const FEW = "fewer than 5";

/** How many; of a few people the server tells only that they are few, in words. */
export const count = (n: number | string): string => (typeof n === "string" ? few(n) : whole().format(n));

export const few = (text: string): string => (text === FEW ? say.few : text);

export const fewPeople = (): string => say.few;

/** A number of people for a sum or a picture; a few count as none. */
export const known = (n: number | string): number => (typeof n === "string" ? 0 : n);

/** A probability as "4.3 %". Never a bare 0 or 100: the model is not that sure. */
export function percent(probability: number, digits = 1): string {
  const smallest = 10 ** -digits;
  const value = probability * 100;
  if (value > 0 && value < smallest) return `< ${fixed(smallest, digits)}${say.percentSign}`;
  if (value < 100 && value > 100 - smallest) return `> ${fixed(100 - smallest, digits)}${say.percentSign}`;
  return `${fixed(value, digits)}${say.percentSign}`;
}

/** "2.5 %": a share as the ticks of an axis have it, to so many digits in all. */
export const shortPercent = (share: number, digits = 3): string => `${plainNumber(Number((share * 100).toPrecision(digits)))}${say.percentSign}`;

/** "4.3 %", also of a difference, and with no word about the last digit. */
export const plainPercent = (share: number, digits = 1): string => `${minus(fixed(share * 100, digits))}${say.percentSign}`;

/** "21" or "8.6": a threshold as so many of 100. */
export const ofHundred = (probability: number): string => plainNumber(Number((probability * 100).toFixed(1)));

/** "6.0" or "11.3": so many of 100 beside others of their kind, which all have a digit behind the point. */
export const ofHundredInColumn = (probability: number): string => decimal(probability * 100, 1);

export const decimal = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined || !Number.isFinite(value) ? "–" : fixed(value, digits);

export function when(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : moment().format(date);
}

/** "1 min 23 s" between two moments; the clocks of server and browser may differ, so never below zero. */
export function elapsed(from: string, until: string | null): string {
  const end = until === null ? Date.now() : Date.parse(until);
  const seconds = Math.max(0, Math.round((end - Date.parse(from)) / 1000));
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return say.seconds(String(seconds));
  if (seconds < 3600) return say.minutes(Math.floor(seconds / 60), seconds % 60);
  return say.hours(Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
}

export const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

/** Thousands are set apart from five digits on: a year is 1994. */
const plain = inEach((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 6, useGrouping: "min2" }));
export const plainNumber = (n: number): string => plain().format(n);

/** Who did it. A training signs with its id, which says nothing to a person; no named key may be called the operator. */
export const actor = (by: string): string => (by === "operator" ? say.operator : by.replace(/^training [0-9a-f-]{16,}$/, () => say.aTraining));

/** "20 to 24": two figures that are written already */
export const between = (low: string, high: string): string => say.span(low, high);

/** [low, high] */
type Span = [number, number];

/** "0.836 to 0.845" */
export const spanOf = (span: Span | null | undefined, digits = 3): string | null =>
  span ? say.span(minus(decimal(span[0], digits)), minus(decimal(span[1], digits))) : null;

/** "0.991 (0.972 to 1.010)", "0.991" where there is no interval, or "–" where there is no figure */
export function withInterval(figure: { estimate: number; low: number | null; high: number | null } | null, digits = 3): string {
  if (figure === null) return "–";
  const { estimate, low, high } = figure;
  return `${minus(decimal(estimate, digits))}${low === null || high === null ? "" : ` (${say.span(minus(decimal(low, digits)), minus(decimal(high, digits)))})`}`;
}

export const percentSpan = ({ low, high }: { low: number; high: number }): string => say.span(percent(low), percent(high));

/** A minus that is as wide as a digit, and no "-0.000". */
export const minus = (text: string): string => text.replace(/^-(0[.,]?0*)$/, "$1").replace(/^-/, "−");

/** A figure that the server has written, "12,345.6", with the signs of the language and the same digits. */
export const rewritten = (figure: string): string =>
  minus(figure.replace(/[.,]/g, (sign) => (sign === "." ? point() : group())));

export const signed = (value: number, digits: number): string => {
  const text = minus(fixed(value, digits));
  return value > 0 && !/^[0.,]+$/.test(text) ? `+${text}` : text;
};

/** "1.2 s", "2 min 51 s" */
export function duration(seconds: number): string {
  if (seconds < 0.05) return `< ${say.seconds(fixed(0.1, 1))}`;
  if (seconds < 10) return say.seconds(fixed(seconds, 1));
  if (seconds < 60) return say.seconds(String(Math.round(seconds)));
  const whole = Math.round(seconds);
  return say.minutes(Math.floor(whole / 60), whole % 60);
}

/** As most people count them: 1 MB is 1024 × 1024 bytes. */
export function megabytes(bytes: number): string {
  const value = bytes / 1_048_576;
  return value >= 10 ? `${Math.round(value)} MB` : value >= 0.1 ? `${fixed(value, 1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}
