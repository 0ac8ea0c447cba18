/** Figures and their intervals as a person reads them. */

import { h, type Child } from "../dom";
import { decimal, percent } from "../format";
import type { Estimate, Measured, Measures, Setting, Span } from "./shape";

/** "0.836 to 0.845" */
export const spanOf = (span: Span | null | undefined, digits = 3): string | null =>
  span ? `${minus(decimal(span[0], digits))} to ${minus(decimal(span[1], digits))}` : null;

export const spanOfMeasure = (measures: Measures, key: Measured, digits = 3): string | null => spanOf(measures.intervals?.[key], digits);

/** "0.991 (0.972 to 1.010)", or "0.991" where there is no interval */
export const withInterval = ({ estimate, low, high }: Estimate, digits = 3): string =>
  `${minus(decimal(estimate, digits))}${low === null || high === null ? "" : ` (${minus(decimal(low, digits))} to ${minus(decimal(high, digits))})`}`;

export const percentSpan = ({ low, high }: { low: number; high: number }): string => `${percent(low)} to ${percent(high)}`;

/** A minus that is as wide as a digit, and no "-0.000". */
export const minus = (text: string): string => text.replace(/^-(0\.?0*)$/, "$1").replace(/^-/, "−");

export const signed = (value: number, digits: number): string => {
  const text = minus(value.toFixed(digits));
  return value > 0 && !/^[0.]+$/.test(text) ? `+${text}` : text;
};

/** What a declaration or a search wrote, as a person would. */
export function setting(value: Setting): string {
  if (value === null) return "none";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  if (Array.isArray(value)) return value.map(setting).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([name, part]) => `${name} ${setting(part)}`).join(", ");
  return String(value);
}

export const settings = (all: Record<string, Setting>): string =>
  Object.entries(all).map(([name, value]) => `${name} ${setting(value)}`).join(" · ") || "nothing to set";

/** "1.2 s", "2 min 51 s" */
export function duration(seconds: number): string {
  if (seconds < 0.05) return "< 0.1 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export const CALIBRATION = { none: "not recalibrated", shrinkage: "shrunken", logistic: "recalibrated (logistic)", isotonic: "recalibrated (isotonic)" } as const;

/** A part of the report, with an address of its own. */
export function section(id: string, title: string, lead: Child, ...children: Child[]): HTMLElement {
  return h("section", { class: "card report-section", id: `report-${id}`, "data-section": id, tabindex: "-1", "aria-labelledby": `report-${id}-title` },
    h("h2", { id: `report-${id}-title` }, title), lead ? h("p", { class: "section-lead" }, lead) : null, children);
}

export const fact = (term: string, ...value: Child[]): HTMLElement[] => [h("dt", {}, term), h("dd", {}, value)];

/** The gate's reasons as sentences: what begins with "and" belongs to the one before. */
export function sentences(reasons: string[]): string[] {
  const joined: string[] = [];
  for (const reason of reasons) {
    if (/^and /.test(reason) && joined.length > 0) joined.push(`${joined.pop()}, ${reason}`);
    else joined.push(reason);
  }
  return joined.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`);
}

export function reasonsInWords(reasons: string[]): HTMLElement | null {
  const tidy = sentences(reasons);
  if (tidy.length === 0) return null;
  return tidy.length === 1 ? h("p", {}, tidy[0]) : h("ul", {}, tidy.map((text) => h("li", {}, text)));
}
