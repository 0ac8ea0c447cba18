/** Start a training, follow what runs, and see what ran. */

import { api, Problem } from "../net/api";
import { onKeyChange, refusal, withKey } from "../net/key";
import type { Job } from "../net/wire/jobs";
import { isOver } from "../status/job";
import { reasonsSaid, saidByCode } from "../status/said";
import { freshId, h, replace, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { language } from "../words/language";
import { count } from "../words/numbers";
import { say as desk } from "../words/operations";
import { say as shared } from "../words/shared";
import { say } from "../words/trainings";
import { failuresFirst } from "./earlier";
import { failed } from "./failure";
import { jobCard, jobRow } from "./job";
import { chooseTraining, type TrainingChoice } from "./retrain";
import type { SetNames } from "./set-names";

/** So many are drawn at first, and so many more each time. */
const SHOWN = 5, MORE = 10;
/** The server tells no more than these. */
const TOLD = 50;

export function trainingPanel(name: string, names: () => SetNames, signal: AbortSignal, ended: () => void) {
  const reason = h("input", { id: freshId("reason"), type: "text", autocomplete: "off", maxlength: 500 });
  const button = h("button", { type: "submit", class: "button button-primary", "data-action": "retrain" }, icon("refresh"), say.retrain);
  const alone = h("input", { type: "checkbox", "data-without-promoting": true, onchange: describe });
  const choose = h("button", {
    type: "button", class: "button button-small button-quiet", "data-action": "retrain-options",
    onclick: () => chooseTraining(name, { reason: reason.value.trim(), promote: promotes(), many: names().size > 1 }, signal, launch),
  }, say.chooseMore);
  const hintWords = h("span", {});
  const hint = h("p", { class: "muted lock-hint" }, icon("lock"), hintWords);
  const message = h("p", { class: "form-message", role: "alert", hidden: true });
  const running = h("div", { class: "jobs-running" });
  const list = h("ul", { class: "job-list" });
  const foot = h("p", { class: "more-row", hidden: true });
  const none = h("p", { class: "muted", hidden: true }, say.none);
  const what = h("span", {});
  const form = h("form", {
    class: "retrain-form", novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      void start();
    },
  },
    h("label", { for: reason.id }, shared.reason, " ", h("span", { class: "muted" }, desk.optional)),
    h("div", { class: "retrain-row" }, reason, button),
    h("div", { class: "retrain-options" }, h("label", { class: "tick" }, alone, say.without), choose),
    h("p", { class: "muted retrain-what" }, what));
  const element = h("section", { class: "card training", "aria-labelledby": "training-title" },
    h("h2", { id: "training-title" }, say.title), form, hint, message, running,
    h("h3", {}, say.recent), none, list, foot);

  let told: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (told = resolve));
  const cards = new Map<string, ReturnType<typeof jobCard>>();
  let listed = "";
  let latest: Job[] = [];
  let shown = SHOWN;

  onKeyChange(() => {
    const why = refusal("retrain", name);
    for (const each of [button, choose, reason]) each.disabled = why !== null;
    hint.hidden = why === null;
    hintWords.textContent = why === null ? "" : `${why}${shared.stop}`;
    // Whoever may train and not promote trains without promoting.
    const never = why === null && refusal("promote", name) !== null;
    alone.disabled = why !== null || never;
    alone.checked = never;
    describe();
  }, signal);

  function promotes(): boolean {
    return !alone.checked;
  }

  function describe(): void {
    what.textContent = promotes() ? say.fullOnInitial : say.fullOnInitialKept;
  }

  function tell(what: Child): void {
    message.hidden = what === null;
    replace(message, what);
  }

  async function start(): Promise<void> {
    tell(null);
    button.disabled = true;
    try {
      await launch({ reason: reason.value.trim(), effort: "full", datasets: ["initial"], promote: promotes() });
    } catch (error) {
      tell(failed(error));
    } finally {
      button.disabled = refusal("retrain", name) !== null;
    }
  }

  /** Throws whatever keeps a training from starting, but for one that waits already. */
  async function launch({ reason: why, effort, datasets, promote }: TrainingChoice): Promise<void> {
    try {
      const job = await withKey((held) => api.retrain(name, { ...(why ? { reason: why } : {}), effort, datasets, ...(promote ? {} : { promote: false as const }) }, held));
      reason.value = "";
      alone.checked = alone.disabled;
      describe();
      tell(null);
      follow(job);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 409 && error.training)) throw error;
      follow(error.training);
      tell(say.waitsAlready);
    }
  }

  async function cancel(job: Job): Promise<void> {
    tell(null);
    try {
      follow(await withKey((held) => api.cancel(job.id, held)));
    } catch (error) {
      tell(failed(error));
    }
  }

  /** Shows one running job in a card of its own, and asks after it every second until it is over. */
  function follow(job: Job): void {
    const known = cards.get(job.id);
    if (known) return known.update(job);
    if (isOver(job)) return;
    const card = jobCard(job, { jobs: () => latest, names }, signal, () => void cancel(job));
    cards.set(job.id, card);
    running.append(card.element);
    void card.until((last) => {
      cards.delete(job.id);
      card.element.remove();
      tell(last ? outcome(last) : null);
      ended();
    });
  }

  /** The list is built anew only when something in it changed, so that nothing jumps under the reader. */
  function draw(): void {
    const jobs = failuresFirst(latest);
    const first = jobs.slice(0, shown);
    const now = JSON.stringify([jobs.length, first.map((job) => [job.id, job.status, job.attempt, job.error]), [...names()]]);
    if (now === listed) return;
    listed = now;
    replace(list, first.map((job) => jobRow(name, job, names())));
    const all = first.length === jobs.length;
    foot.hidden = all && jobs.length < TOLD;
    replace(foot, all ? h("span", { class: "muted" }, say.thoseLast(count(jobs.length))) : [ h("span", { class: "muted" }, say.shownOf(count(first.length), count(jobs.length))),
      h("button", { type: "button", class: "button button-small", "data-action": "more-jobs", onclick: onwards }, desk.showMore)]);
  }

  function onwards(): void {
    shown += MORE;
    draw();
  }

  return {
    element,
    /** what data sets are called has become known */
    named: draw,
    /** once trainings were asked for */
    first,
    update(jobs: Job[]): void {
      told();
      latest = jobs;
      for (const job of jobs) if (!isOver(job)) follow(job);
      none.hidden = jobs.length > 0;
      draw();
    },
    /** they could not be asked for */
    missed: () => told(),
  };
}

function outcome(job: Job): Child {
  const why = (text: string | null): Child => (text ? [shared.gap, english(text)] : null);
  const error = (): Child => (job.error ? [shared.gap, saidByCode(job.error, job.error_code)] : why(job.message));
  const reasons = (): Child => (language() === "en" || !job.reasons ? why(job.message) : reasonsSaid(job.reasons, [], job.reason_codes).map((each) => [shared.gap, each]));
  switch (job.status) {
    case "published": return say.published(job.version);
    case "candidate": return [say.candidate, reasons()];
    case "rejected": return [say.rejected, job.error ? error() : reasons()];
    case "cancelled": return say.cancelled;
    default: return [say.failed, error()];
  }
}
