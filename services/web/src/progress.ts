/** A progress bar that is updated in place, so that a screen reader and the eye can follow it. */

import { h } from "./dom";
import type { Job } from "./wire";

export interface Progress {
  element: HTMLElement;
  /** progress from 0 to 1 */
  set(progress: number, text: string): void;
}

export function progressBar(label: string): Progress {
  const fill = h("div", { class: "progress-fill" });
  const element = h("div", {
    class: "progress", role: "progressbar", "aria-label": label,
    "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0,
  }, fill);
  return {
    element,
    set(progress, text) {
      const value = Math.round(Math.min(1, Math.max(0, progress)) * 100);
      element.setAttribute("aria-valuenow", String(value));
      element.setAttribute("aria-valuetext", `${value} %, ${text}`);
      fill.style.width = `${value}%`;
    },
  };
}

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
