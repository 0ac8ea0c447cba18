/** One training: a live card while it runs, a row once it is over. */

import { api } from "../net/api";
import { onKeyChange, refusal } from "../net/key";
import { keepAsking } from "../net/poll";
import type { Job, JobStatus } from "../net/wire/jobs";
import { effortPill, isOver, jobInWords } from "../status/job";
import { reasonsOf } from "../status/no-model";
import { reasonsInLine } from "../status/reasons";
import { reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { decimal, elapsed, when } from "../words/numbers";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { left, usual } from "./earlier";
import { learnedFrom, type SetNames } from "./set-names";

const STAGES = [
  ["data", "Data"], ["split", "Split"], ["candidates", "Candidates"], ["fit", "Fit"],
  ["evaluate", "Evaluate"], ["gate", "Gate"], ["export", "Export"], ["publish", "Publish"],
] as const;

const STATUS: Record<JobStatus, [string, string]> = {
  queued: ["Waiting", "pill"],
  running: ["Running", "pill pill-accent"],
  published: ["Published", "pill pill-good"],
  candidate: ["Candidate", "pill pill-accent"],
  rejected: ["Rejected", "pill pill-warning"],
  failed: ["Failed", "pill pill-danger"],
  cancelled: ["Cancelled", "pill"],
};

export function statusPill(status: JobStatus): HTMLElement {
  const [label, look] = STATUS[status] ?? [status, "pill"];
  return h("span", { class: look }, label);
}

/** What is known beside a training. */
export interface Around {
  /** all of the predictor's trainings, newest first */
  jobs(): Job[];
  names(): SetNames;
}

export function jobCard(first: Job, around: Around, signal: AbortSignal, cancel: () => void) {
  const bar = progressBar("Training");
  const words = h("p", { class: "job-words" });
  const time = h("p", { class: "job-time muted" });
  const pill = h("span", {});
  const steps = STAGES.map(([, label]) => h("li", {}, label));
  const stop = h("button", { type: "button", class: "button button-small", "data-action": "cancel", onclick: press }, icon("cross"), "Cancel");
  const element = h("article", { class: "job-card", "data-job": first.id, "aria-label": "Running training" },
    h("div", { class: "job-head" }, pill, time, stop), bar.element, words,
    h("ol", { class: "trail", "aria-label": "Steps" }, steps));
  let latest = first;
  let asked = false;

  function press(): void {
    asked = true;
    stop.disabled = true;
    words.textContent = "Stopping at the next step…";
    cancel();
  }

  function update(job: Job): void {
    latest = job;
    element.dataset["status"] = job.status;
    replace(pill, statusPill(job.status));
    const text = jobInWords(job);
    bar.set(job.progress, text);
    words.textContent = asked && !isOver(job) ? "Stopping at the next step…" : text;
    const rest = left(job, usual(job, around.jobs()), Date.now());
    time.textContent = [job.started_at ? elapsed(job.started_at, job.ended_at) : "not started", rest, requester(job.requested_by), learning(job, around.names()), job.reason].filter(Boolean).join(" · ");
    const at = STAGES.findIndex(([stage]) => stage === job.stage);
    steps.forEach((step, index) => {
      step.className = job.stage === "done" || index < at ? "is-done" : index === at ? "is-now" : "";
      if (index === at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
  }

  onKeyChange(() => {
    const why = refusal("cancel", first.predictor);
    stop.disabled = asked || why !== null;
    stop.title = why ?? "";
  }, signal);
  update(first);

  return {
    element,
    update,
    /** Asks every second; calls back once with the job as it ended. */
    async until(over: (job: Job | null) => void): Promise<void> {
      await keepAsking(async () => {
        update(await api.retraining(first.id, signal));
        return isOver(latest) ? null : 1000;
      }, signal);
      if (!signal.aborted) over(latest);
    },
  };
}

export function jobRow(name: string, job: Job, names: SetNames): HTMLElement {
  const took = job.started_at && job.ended_at ? ` · took ${elapsed(job.started_at, job.ended_at)}` : "";
  return h("li", { class: "job-row", "data-status": job.status, "data-job": job.id },
    statusPill(job.status),
    h("div", {},
      h("p", {}, h("time", { datetime: job.enqueued_at }, when(job.enqueued_at)), h("span", { class: "muted" }, ` · ${requester(job.requested_by)}${took}${job.promote === false ? " · without promoting" : ""}${job.attempt > 1 ? ` · attempt ${job.attempt}` : ""}${learning(job, names) ? ` · ${learning(job, names)}` : ""}`),
        job.effort === "quick" ? [" ", effortPill("quick")] : null),
      job.reason ? h("p", { class: "muted" }, job.reason) : null,
      job.error ? h("p", { class: "job-error" }, job.error) : null,
      job.status === "rejected" || job.status === "candidate" ? reasonsInLine(reasonsOf(job)) : null,
      shifts(job),
      job.version ? h("p", {}, h("a", { href: reportAddress(name, job.version) }, h("code", {}, job.version))) : null));
}

/** Who asked for it. After a quick first training the product asks for a full one by itself. */
const requester = (by: string): string => (by === "full training" ? "by itself, after the quick one" : `by ${by}`);

/** In which fields the new rows differ from the champion's by more than chance, the farthest first. */
function shifts({ stability, shifted }: Job): HTMLElement | null {
  if (!shifted) return null;
  const index = (field: string) => stability?.[field] ?? null;
  const all = [...shifted].sort((a, b) => (index(b) ?? 0) - (index(a) ?? 0)).map((field) => (index(field) === null ? field : `${field} (${decimal(index(field) ?? 0, 2)})`));
  return h("p", { class: "muted", "data-shifts": true }, all.length === 0
    ? "The new rows differ from the champion’s by no more than chance."
    : `The new rows differ from the champion’s by more than chance in: ${all.join(", ")}. In brackets the population stability index.`);
}

/** What it learns from, where that is more than what it started with. */
const learning = ({ datasets }: Job, names: SetNames): string => (datasets.some((set) => set !== "initial") ? `on ${learnedFrom(datasets, names)}` : "");
