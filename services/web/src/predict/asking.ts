/** One question to the server, to its end: also where the first model is still being made. */

import { api, Problem } from "../net/api";
import { key } from "../net/key";
import { pause } from "../net/poll";
import type { Fault } from "../net/wire/faults";
import type { Job } from "../net/wire/jobs";
import type { Inputs, Prediction, Refused } from "../net/wire/predictions";
import { isOver } from "../status/job";
import { withoutModel } from "../status/no-model";
import { told } from "../status/trouble";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { say } from "../words/predict";

export type Outcome =
  | { is: "answer"; prediction: Prediction | Refused }
  /** the first training has failed, and nothing is under way */
  | { is: "no model"; problem: Problem }
  /** the server finds answers wrong that the page found right */
  | { is: "wrong"; faults: Fault[] }
  | { is: "failed"; words: Child };

/**
 * @param waiting is told of each step of a first training; null while nobody knows of one
 * @param signal ends when nobody wants to know any more, and so does the promise then, with its reason
 */
export async function predict(name: string, inputs: Inputs, waiting: (job: Job | null) => void, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    try {
      return { is: "answer", prediction: await api.predict(name, inputs, key(), signal) };
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof Problem && error.faults.length > 0) return { is: "wrong", faults: error.faults };
      if (!(error instanceof Problem) || error.status !== 503) return { is: "failed", words: closed(error) ?? told(error) };
      if (withoutModel(error)) return { is: "no model", problem: error };
      waiting(error.training);
      const ended = await follow(error.training, error.retryAfter, waiting, signal);
      // What follows, such as the full training after a quick one that was rejected, is for the next answer to tell.
      if (ended && !ENDS.has(ended.status)) {
        const [before, why, after] = say.endedWithout(ended.error ?? "");
        return { is: "failed", words: [before, english(why), after] };
      }
    }
  }
}

/** Follows a training to its end. Without one, waits a moment, and the question is asked again. */
async function follow(job: Job | null, retryAfter: number | null, waiting: (job: Job) => void, signal: AbortSignal): Promise<Job | null> {
  if (!job) {
    await pause((retryAfter ?? 3) * 1000, signal);
    return null;
  }
  let latest = job;
  while (!isOver(latest)) {
    await pause(1000, signal);
    try {
      latest = await api.retraining(job.id, signal);
      waiting(latest);
    } catch (error) {
      if (signal.aborted) throw error;
      await pause(2000, signal);
    }
  }
  // A published version needs a moment until every process of the server has loaded it.
  await pause(700, signal);
  return latest;
}

/** After these the next answer tells how things stand. */
const ENDS: ReadonlySet<string> = new Set(["published", "candidate", "rejected", "failed"]);

/** What to do where predictions are not public and this tab has no key that the server takes. */
const closed = (error: unknown): string | null => (error instanceof Problem && error.status === 401
  ? say.keyNeeded : null);
