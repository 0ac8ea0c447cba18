/** How far a training is, and how thorough it was. */

import type { Effort, Job } from "../net/wire/jobs";
import { h } from "../ui/dom";

export const isOver = (job: Job): boolean => job.status !== "queued" && job.status !== "running";

const STAGES: Record<string, string> = {
  queued: "waiting for its turn",
  data: "checking the data",
  split: "setting rows aside for the test",
  candidates: "comparing candidates",
  fit: "fitting the winner",
  evaluate: "measuring it on rows it has not seen",
  gate: "deciding whether it is good enough",
  export: "writing the model",
  publish: "publishing",
  done: "done",
};

/** "42 %, Random Forest, fold 2 of 3" */
export function jobInWords(job: Job): string {
  // One that gave way to another says so.
  if (job.status === "queued") return job.message || "waiting for its turn";
  return `${Math.round(job.progress * 100)} %, ${job.message || STAGES[job.stage] || job.stage}`;
}

export function effortPill(effort: Effort): HTMLElement {
  return effort === "quick"
    ? h("span", { class: "pill pill-warning", "data-effort": "quick", title: "Declared settings and a reduced comparison" }, "Quick training")
    : h("span", { class: "pill", "data-effort": "full" }, "Full training");
}
