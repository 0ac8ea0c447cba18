/** How far a training is, and how thorough it was. */

import type { Effort, Job } from "../net/wire/jobs";
import { h } from "../ui/dom";
import { language } from "../words/language";
import { say } from "../words/status";

export const isOver = (job: Job): boolean => job.status !== "queued" && job.status !== "running";

/** "42 %, Random Forest, fold 2 of 3". What the trainer says is English: in other languages it is told by its stage. */
export function jobInWords(job: Job): string {
  const said = language() === "en" ? job.message : null;
  // One that gave way to another says so.
  if (job.status === "queued") return said || (say.stages["queued"] ?? job.status);
  return say.progress(Math.round(job.progress * 100), said || (say.stages[job.stage] ?? job.stage));
}

export function effortPill(effort: Effort): HTMLElement {
  return effort === "quick"
    ? h("span", { class: "pill pill-warning", "data-effort": "quick", title: say.quickHint }, say.quick)
    : h("span", { class: "pill", "data-effort": "full" }, say.full);
}
