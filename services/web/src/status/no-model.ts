/** What is said where the training ended without a model: it is nothing that the visitor did, and somebody can see why. */

import type { Job } from "../net/wire/jobs";
import { operationsAddress } from "../ui/addresses";
import { h } from "../ui/dom";
import { inPieces } from "../ui/pieces";
import { say } from "../words/status";
import { reasonsInWords } from "./reasons";

/** How the last training ended, where there is no model and none is on its way. */
export interface Ended {
  training: Job | null;
  failed?: Job | null;
  rejected?: Job | null;
  candidate?: Job | null;
}

/** Whether nothing comes by itself any more. */
export const withoutModel = (ended: Ended): boolean => !ended.training && lastTraining(ended) !== null;

/** The training that has not led to a model. */
export const lastTraining = ({ failed, rejected, candidate }: Ended): Job | null => rejected ?? candidate ?? failed ?? null;

/** Why its version has become what it is; a record of before has one text for all. */
export const reasonsOf = ({ reasons, message }: Job): string[] => reasons ?? (message ? [message] : []);

/** Why the gate has rejected the only model so far, for those who ask. */
export const whyRejected = (rejected: Job | null | undefined): HTMLElement | null =>
  rejected ? h("details", { "data-why": rejected.version ?? "" }, h("summary", {}, say.whyRejected), reasonsInWords(reasonsOf(rejected)) ?? h("p", {}, say.noReason)) : null;

export function noModelYet(name: string, { rejected, candidate }: Pick<Ended, "rejected" | "candidate">): HTMLElement {
  return h("span", { "data-no-model": rejected ? "rejected" : candidate ? "candidate" : "failed" },
    inPieces(candidate ? say.candidateWaits() : rejected ? say.wasRejected() : say.hasFailed(),
      (words) => h("a", { href: operationsAddress(name) }, words)));
}
