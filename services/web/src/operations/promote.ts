/** Asks once more, and for a reason, before another version answers. */

import { api, Problem, type Tagged } from "../net/api";
import { withKey } from "../net/key";
import type { Champion, ChampionAnswer, Version } from "../net/wire/versions";
import { inList } from "../status/reasons";
import { reasonsSaid } from "../status/said";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { decimal, when } from "../words/numbers";
import { saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import { say } from "../words/versions";
import { failed } from "./failure";
import { askForReason } from "./reason";
import { reasonsInWords } from "./why";

interface Promotion {
  name: string;
  version: Version;
  /** what answers until then: with its figures where its files can be read */
  champion: Version | Champion | null;
  /** the version is older than the champion */
  back: boolean;
  /** the state on which the operator decides */
  seen: Tagged<ChampionAnswer>;
  signal: AbortSignal;
  done(): void;
  /** somebody else has promoted meanwhile, and nothing was changed */
  overtaken(now: Champion | null): void;
}

export function confirmPromotion({ name, version, champion, back, seen, signal, done, overtaken }: Promotion): void {
  const forced = version.outcome === "rejected";
  askForReason({
    title: forced ? say.forceTitle : back ? say.backTitle : say.promoteTitle,
    verb: forced ? say.forceVerb : back ? say.rollBack : say.promote,
    forced,
    signal,
    act: async (reason) => {
      const now = await withKey((held) => promote(seen, reason, held));
      return () => (now === "done" ? done() : overtaken(now.champion));
    },
  },
    h("p", {}, say.modelOf(saidOrEnglish(version.candidate_label), when(version.created)), h("br"), h("code", {}, version.version)),
    champion ? instead(version, champion) : null,
    forced ? rejection(name, version.version, signal) : null,
    version.outcome === "candidate" ? whyCandidate(version) : null,
    h("p", { class: "muted" }, say.noRequestLost, forced ? [shared.gap, say.historyTells] : null));

  /** Promotes where the champion is still the one that was seen; else the state as it is now. */
  async function promote(on: Tagged<ChampionAnswer>, why: string, held: string): Promise<"done" | ChampionAnswer> {
    try {
      await api.promote(name, version.version, why, on.etag, held);
      return "done";
    } catch (failure) {
      if (!(failure instanceof Problem && failure.status === 412)) throw failure;
      const now = await api.champion(name, signal);
      if (pointer(now) !== pointer(seen)) return now;
      if (now.etag === on.etag) throw failure;
      return promote(now, why, held);
    }
  }
}

/** One state of the pointer. The history may have a new line: the gate has rejected a version. */
const pointer = ({ champion }: ChampionAnswer): string => `${champion?.version} ${champion?.since}`;

/** Why the gate said no: its own reasons, from the report. */
function rejection(name: string, version: string, signal: AbortSignal): HTMLElement {
  const reasons = h("div", { role: "status" }, h("p", {}, shared.oneMoment));
  api.report(name, version, signal).then(
    ({ gate }) => replace(reasons, inList(reasonsSaid(gate.reasons, gate.checks)) ?? h("p", {}, say.noReason)),
    (error: unknown) => replace(reasons, h("p", {}, say.reportUnread, shared.gap, failed(error))));
  return h("div", { class: "alert alert-danger rejection", tabindex: "0", role: "region", "aria-label": say.whyRejected, "data-rejection": version }, icon("warning"),
    h("div", {}, h("p", {}, h("strong", {}, say.forcedAnswers)), reasons));
}

/** Why it is not the champion by itself: the operator decides on that. */
const whyCandidate = (version: Version): HTMLElement => h("div", { class: "alert alert-info rejection", tabindex: "0", role: "region", "aria-label": say.whyCandidate, "data-held-back": version.version }, icon("info"),
  h("div", {}, h("p", {}, h("strong", {}, say.notByItself)), reasonsInWords(version.reasons, version.reason_codes)));

/** What it replaces, and both side by side, as measured when each was made. */
function instead(version: Version, champion: Version | Champion): HTMLElement {
  const known = "created" in champion ? champion : null;
  const then = known?.created ?? (champion as Champion).since;
  const row = (label: string, read: (of: Version) => number | null | undefined, better: string) => h("tr", {},
    h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, better)),
    h("td", { class: "numeric" }, decimal(read(version))),
    h("td", { class: "numeric" }, known ? decimal(read(known)) : "–"));
  return h("div", { class: "instead" },
    h("p", {}, say.instead(champion.candidate_label === null ? null : saidOrEnglish(champion.candidate_label), when(then)), h("br"),
      h("code", { "data-instead": champion.version }, champion.version)),
    h("table", {},
      h("caption", { class: "visually-hidden" }, say.bothMeasured),
      h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col", class: "numeric" }, say.thisVersion), h("th", { scope: "col", class: "numeric" }, say.championNow))),
      h("tbody", {},
        row(shared.auroc, (of) => of.measures?.auroc, shared.higherIsBetter),
        row(shared.logLoss, (of) => of.measures?.log_loss, shared.lowerIsBetter))));
}
