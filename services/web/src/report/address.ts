/** Where a version's report and card are, and the pill that says how thorough its training was. */

import { h } from "../dom";
import type { Effort } from "../wire";

const part = encodeURIComponent;

export const reportAddress = (name: string, version: string): string => `#/report/${part(name)}/${part(version)}`;
export const cardAddress = (name: string, version: string): string => `#/card/${part(name)}/${part(version)}`;

export function effortPill(effort: Effort): HTMLElement {
  return effort === "quick"
    ? h("span", { class: "pill pill-warning", "data-effort": "quick", title: "Declared settings and a reduced comparison" }, "Quick training")
    : h("span", { class: "pill", "data-effort": "full" }, "Full training");
}
