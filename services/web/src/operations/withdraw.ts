/** Asks for a reason before a version is taken out of use: for good, so it says what that means. */

import { api, inWords, Problem, type Tagged } from "../net/api";
import { withKey } from "../net/key";
import type { ChampionAnswer } from "../net/wire/versions";
import { h } from "../ui/dom";
import { when } from "../words/numbers";
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
    title: "Withdraw this version?",
    verb: "Withdraw",
    forced: true,
    signal,
    act: async (reason) => {
      await withKey((held) => api.withdraw(name, version.version, reason, seen?.etag ?? null, held));
      return done;
    },
    explain: (failure) => (failure instanceof Problem && failure.status === 412
      ? "Something has changed meanwhile: another version was promoted, made or withdrawn. Nothing was done; close this, look again and decide."
      : inWords(failure)),
  },
    h("p", {}, version.candidate_label && version.created ? [`${version.candidate_label} of ${when(version.created)}`, h("br")] : null, h("code", {}, version.version)),
    h("p", {}, "It is taken out of use for good:"),
    h("ul", {},
      h("li", {}, "new versions are no longer measured against it;"),
      h("li", {}, "nobody can promote it or roll back to it, not even by force;"),
      h("li", {}, "it stays in the list, and its report and card say that it was withdrawn, by whom and why.")));
}
