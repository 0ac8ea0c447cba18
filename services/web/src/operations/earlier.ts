/** How long a training is likely to take: as long as earlier ones of its kind. */

import type { Job } from "../net/wire/jobs";
import { elapsed } from "../words/numbers";
import { say } from "../words/trainings";

/** So many of the last ones are asked. */
const ASKED = 5;

const ENDED_WELL = ["published", "candidate", "rejected"];

/** Seconds that the middle one of the last trainings took, as thorough and with as many data sets; null: there was none. */
export function usual(job: Job, jobs: Job[]): number | null {
  const took = jobs
    .filter((each) => each.id !== job.id && ENDED_WELL.includes(each.status) && each.effort === job.effort && each.datasets.length === job.datasets.length)
    .map(({ started_at: began, ended_at: ended }) => (began === null || ended === null ? NaN : (Date.parse(ended) - Date.parse(began)) / 1000))
    .filter((seconds) => seconds >= 0)
    .slice(0, ASKED)
    .sort((a, b) => a - b);
  return took[Math.floor(took.length / 2)] ?? null;
}

/** "about 3 min left"; null where nothing is known of it. @param now milliseconds, as Date.now() */
export function left(job: Job, seconds: number | null, now: number): string | null {
  if (seconds === null || job.started_at === null || job.ended_at !== null) return null;
  const rest = seconds - Math.max(0, (now - Date.parse(job.started_at)) / 1000);
  if (!Number.isFinite(rest)) return null;
  const whole = new Date(Math.round(seconds) * 1000).toISOString();
  if (rest < -Math.max(10, 0.1 * seconds)) return say.longer(elapsed(new Date(0).toISOString(), whole));
  if (rest < 10) return say.nearlyDone;
  if (rest < 55) return say.secondsLeft(Math.ceil(rest / 10) * 10);
  return say.minutesLeft(Math.round(rest / 60) || 1);
}

/** Trainings that failed since one has ended well stand first, whatever came after them. */
export function failuresFirst(jobs: Job[]): Job[] {
  const well = jobs.findIndex(({ status }) => ENDED_WELL.includes(status));
  const open = jobs.filter(({ status }, place) => status === "failed" && (well === -1 || place < well));
  return [...open, ...jobs.filter((job) => !open.includes(job))];
}
