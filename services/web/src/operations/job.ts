/** One training: a live card while it runs, a row once it is over. */

import { api } from "../net/api";
import { onKeyChange, refusal } from "../net/key";
import { keepAsking } from "../net/poll";
import type { Job, JobStatus } from "../net/wire/jobs";
import { effortPill, isOver, jobInWords } from "../status/job";
import { reasonsOf } from "../status/no-model";
import { saidByCode } from "../status/said";
import { reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { actor, decimal, elapsed, when } from "../words/numbers";
import { say as shared } from "../words/shared";
import { say } from "../words/trainings";
import { left, usual } from "./earlier";
import { learnedFrom, type SetNames } from "./set-names";
import { reasonsInLine } from "./why";

const STAGES = ["data", "split", "candidates", "fit", "evaluate", "gate", "export", "publish"] as const;

const LOOK: Record<JobStatus, string> = {
  queued: "",
  running: "pill-accent",
  published: "pill-good",
  candidate: "pill-accent",
  rejected: "pill-warning",
  failed: "pill-danger",
  cancelled: "",
};

export const statusPill = (status: JobStatus): HTMLElement => h("span", { class: `pill ${LOOK[status] ?? ""}` }, say.status[status] ?? status);

/** What is known beside a training. */
export interface Around {
  /** all of the predictor's trainings, newest first */
  jobs(): Job[];
  names(): SetNames;
}

export function jobCard(first: Job, around: Around, signal: AbortSignal, cancel: () => void) {
  const bar = progressBar(shared.training);
  const words = h("p", { class: "job-words" });
  const time = h("p", { class: "job-time muted" });
  const pill = h("span", {});
  const steps = STAGES.map((stage) => h("li", {}, say.stage[stage]));
  const stop = h("button", { type: "button", class: "button button-small", "data-action": "cancel", onclick: press }, icon("cross"), shared.cancel);
  const element = h("article", { class: "job-card", "data-job": first.id, "aria-label": say.running },
    h("div", { class: "job-head" }, pill, time, stop), bar.element, words,
    h("ol", { class: "trail", "aria-label": say.steps }, steps));
  let latest = first;
  let asked = false;

  function press(): void {
    asked = true;
    stop.disabled = true;
    words.textContent = say.stopping;
    cancel();
  }

  function update(job: Job): void {
    latest = job;
    element.dataset["status"] = job.status;
    replace(pill, statusPill(job.status));
    const text = jobInWords(job);
    bar.set(job.progress, text);
    words.textContent = asked && !isOver(job) ? say.stopping : text;
    const rest = left(job, usual(job, around.jobs()), Date.now());
    time.textContent = [job.started_at ? elapsed(job.started_at, job.ended_at) : say.notStarted, rest, requester(job.requested_by), learning(job, around.names()), job.reason].filter(Boolean).join(" · ");
    const at = STAGES.findIndex((stage) => stage === job.stage);
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
  const facts = [
    requester(job.requested_by),
    job.started_at && job.ended_at ? say.took(elapsed(job.started_at, job.ended_at)) : null,
    job.promote === false ? say.withoutPromoting : null,
    job.attempt > 1 ? say.attempt(job.attempt) : null,
    learning(job, names),
  ].filter(Boolean).join(" · ");
  return h("li", { class: "job-row", "data-status": job.status, "data-job": job.id },
    statusPill(job.status),
    h("div", {},
      h("p", {}, h("time", { datetime: job.enqueued_at }, when(job.enqueued_at)), h("span", { class: "muted" }, ` · ${facts}`),
        job.effort === "quick" ? [" ", effortPill("quick")] : null),
      job.reason ? h("p", { class: "muted" }, job.reason) : null,
      job.error ? h("p", { class: "job-error" }, saidByCode(job.error, job.error_code)) : null,
      job.status === "rejected" || job.status === "candidate" ? reasonsInLine(reasonsOf(job), job.reason_codes) : null,
      shifts(job),
      job.version ? h("p", {}, h("a", { href: reportAddress(name, job.version) }, h("code", {}, job.version))) : null));
}

/** Who asked for it. After a quick first training the product asks for a full one by itself. */
const requester = (by: string): string => (by === "full training" ? say.byItself : by === "first start" ? say.firstStart : say.by(actor(by)));

/** In which fields the new rows differ from the champion's by more than chance, the farthest first. */
function shifts({ stability, shifted }: Job): HTMLElement | null {
  if (!shifted) return null;
  const index = (field: string) => stability?.[field] ?? null;
  const all = [...shifted].sort((a, b) => (index(b) ?? 0) - (index(a) ?? 0)).map((field) => (index(field) === null ? field : say.fieldBy(field, decimal(index(field), 2))));
  return h("p", { class: "muted", "data-shifts": true }, all.length === 0 ? say.sameRows : say.shifted(all));
}

/** What it learns from, where that is more than what it started with. */
const learning = ({ datasets }: Job, names: SetNames): string => (datasets.some((set) => set !== "initial") ? say.on(learnedFrom(datasets, names)) : "");
