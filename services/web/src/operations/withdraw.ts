/** Asks for a reason before a version is taken out of use: for good, so it says what that means. */

import { api, Problem, type Tagged } from "../net/api";
import { withKey } from "../net/key";
import type { ChampionAnswer } from "../net/wire/versions";
import { h } from "../ui/dom";
import { when } from "../words/numbers";
import { saidOrEnglish } from "../words/said";
import { say } from "../words/versions";
import { failed } from "./failure";
import { askForReason } from "./reason";

/** What is known of a version wherever it may be withdrawn. */
export interface Withdrawable {
  version: string;
  created?: string;
  candidate_label?: string;
}

interface Withdrawing {
  name: string;
  version: Withdrawable;
  /** the state on which the operator decides; without one whatever stands now is meant */
  seen: Tagged<ChampionAnswer> | null;
  signal: AbortSignal;
  done(): void;
}

export function confirmWithdrawal({ name, version, seen, signal, done }: Withdrawing): void {
  askForReason({
    title: say.withdrawTitle,
    verb: say.withdrawVerb,
    forced: true,
    signal,
    act: async (reason) => {
      await withKey((held) => api.withdraw(name, version.version, reason, seen?.etag ?? null, held));
      return done;
    },
    explain: (failure) => (failure instanceof Problem && failure.status === 412 ? say.changedMeanwhile : failed(failure)),
  },
    h("p", {}, version.candidate_label && version.created ? [say.modelOf(saidOrEnglish(version.candidate_label), when(version.created)), h("br")] : null, h("code", {}, version.version)),
    h("p", {}, say.forGood),
    h("ul", {}, say.withdrawalMeans.map((each) => h("li", {}, each))));
}
