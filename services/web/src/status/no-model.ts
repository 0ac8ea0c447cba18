/** What is said where the training ended without a model: it is nothing that the visitor did, and somebody can see why. */

import type { Job } from "../net/wire/jobs";
import { operationsAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { inPieces } from "../ui/pieces";
import { language, spoken } from "../words/language";
import { say } from "../words/status";
import { inList, reasonsInWords } from "./reasons";

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

/** Why the gate has rejected the only model so far, for those who ask: in English until the page's words for it have come. */
export function whyRejected(rejected: Job | null | undefined): HTMLElement | null {
  if (!rejected) return null;
  const reasons = reasonsOf(rejected);
  const why = h("div", {}, reasonsInWords(reasons) ?? h("p", {}, say.noReason));
  if (language() !== "en") void inPagesWords(why, reasons, rejected.reason_codes);
  return h("details", { "data-why": rejected.version ?? "" }, h("summary", {}, say.whyRejected), why);
}

/** Few visitors meet this: its words are not part of the first view. */
async function inPagesWords(why: HTMLElement, reasons: string[], told: Job["reason_codes"]): Promise<void> {
  const { reasonsSaid } = await import("./said");
  await spoken();
  replace(why, inList(reasonsSaid(reasons, [], told)) ?? h("p", {}, say.noReason));
}

export function noModelYet(name: string, { rejected, candidate }: Pick<Ended, "rejected" | "candidate">): HTMLElement {
  return h("span", { "data-no-model": rejected ? "rejected" : candidate ? "candidate" : "failed" },
    inPieces(candidate ? say.candidateWaits() : rejected ? say.wasRejected() : say.hasFailed(),
      (words) => h("a", { href: operationsAddress(name) }, words)));
}
