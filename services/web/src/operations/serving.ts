/** What answers right now, and what was refused. */

import type { Job } from "../net/wire/jobs";
import type { Predictor } from "../net/wire/predictors";
import type { ChampionAnswer } from "../net/wire/versions";
import { reasonsOf } from "../status/no-model";
import { joined } from "../status/reasons";
import { h, replace } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { actor, ofHundred, when } from "../words/numbers";
import { say } from "../words/operations";
import { saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import { reasonsBehind, reasonsInWords } from "./why";

export function servingPanel() {
  const body = h("div", {});
  const element = h("section", { class: "card serving", "aria-labelledby": "serving-title" },
    h("h2", { id: "serving-title" }, say.serving), body);
  return {
    element,
    /** @param record the history tells the reasons of a training one by one */
    update(predictor: Predictor, { history }: Pick<ChampionAnswer, "history">): void {
      const { champion, serving, refusals, rejected, candidate } = predictor;
      const differs = serving !== null && champion !== null && serving.version !== champion.version;
      const facts: [string, Node | string][] = serving
        ? [
            [shared.version, h("code", { "data-serving": serving.version }, serving.version)],
            [say.model, saidOrEnglish(serving.candidate_label)],
            [shared.threshold, say.ofHundred(ofHundred(serving.threshold))],
          ]
        : [];
      if (champion && !differs) {
        facts.push([say.since, h("time", { datetime: champion.since }, when(champion.since))], [say.by, actor(champion.by)]);
        const told = history.find(({ version, at }) => version === champion.version && at === champion.since);
        if (champion.reason) facts.push([shared.reason, champion.by.startsWith("training ") ? reasonsBehind(say.passedGate, told?.reasons ?? joined(champion.reason), told?.reason_codes) : champion.reason]);
      }
      replace(body,
        refusals.map((refusal) => h("div", { class: "alert alert-danger", role: "alert", "data-refusal": refusal.version },
          icon("warning"),
          h("div", {},
            h("p", {}, h("strong", {}, say.refused)),
            h("p", {}, h("code", {}, refusal.version), " ", say.refusedAt(when(refusal.at)), shared.gap, english(refusal.reason))))),
        rejected ? rejection(rejected) : null,
        candidate ? waiting(candidate) : null,
        serving
          ? h("p", { class: "serving-state" }, h("span", { class: differs ? "pill pill-warning" : "pill pill-good" }, differs ? say.servingOlder : say.servingChampion))
          : h("p", { class: "serving-state" }, h("span", { class: "pill pill-warning" }, say.noModel)),
        h("dl", { class: "facts" }, facts.map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)])),
        differs && champion ? h("p", { class: "muted" }, say.onRecord[0], h("code", {}, champion.version), say.onRecord[1]) : null);
    },
  };
}

/** Nothing answers, because the gate said no: why, and what an operator can do about it. */
const rejection = (job: Job): HTMLElement => h("div", { class: "alert alert-warning", "data-rejected": job.version ?? "" },
  icon("warning"),
  h("div", {},
    h("p", {}, h("strong", {}, say.onlyRejected)),
    reasonsInWords(reasonsOf(job), job.reason_codes),
    h("p", {}, say.afterRejection)));

/** Nothing answers, because somebody has to decide first. */
const waiting = (job: Job): HTMLElement => h("div", { class: "alert alert-info", "data-candidate": job.version ?? "" },
  icon("info"),
  h("div", {},
    h("p", {}, h("strong", {}, say.onlyCandidate)),
    reasonsInWords(reasonsOf(job), job.reason_codes),
    h("p", {}, say.afterCandidate)));
