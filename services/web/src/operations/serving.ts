/** What answers right now, and what was refused. */

import type { Job } from "../net/wire/jobs";
import type { Predictor } from "../net/wire/predictors";
import { reasonsOf } from "../status/no-model";
import { joined, reasonsBehind, reasonsInWords } from "../status/reasons";
import { h, replace } from "../ui/dom";
import { actor, ofHundred, when } from "../words/numbers";
import { icon } from "../ui/icons";

export function servingPanel() {
  const body = h("div", {});
  const element = h("section", { class: "card serving", "aria-labelledby": "serving-title" },
    h("h2", { id: "serving-title" }, "Serving"), body);
  return {
    element,
    update(predictor: Predictor): void {
      const { champion, serving, refusals, rejected, candidate } = predictor;
      const differs = serving !== null && champion !== null && serving.version !== champion.version;
      const facts: [string, Node | string][] = serving
        ? [
            ["Version", h("code", { "data-serving": serving.version }, serving.version)],
            ["Model", serving.candidate_label],
            ["Threshold", `${ofHundred(serving.threshold)} of 100`],
          ]
        : [];
      if (champion && !differs) {
        facts.push(["Since", h("time", { datetime: champion.since }, when(champion.since))], ["By", actor(champion.by)]);
        if (champion.reason) facts.push(["Reason", champion.by.startsWith("training ") ? reasonsBehind("It passed the gate", joined(champion.reason)) : champion.reason]);
      }
      replace(body,
        refusals.map((refusal) => h("div", { class: "alert alert-danger", role: "alert", "data-refusal": refusal.version },
          icon("warning"),
          h("div", {},
            h("p", {}, h("strong", {}, "A version was refused. The one before keeps answering.")),
            h("p", {}, h("code", {}, refusal.version), ` on ${when(refusal.at)}: ${refusal.reason}`)))),
        rejected ? rejection(rejected) : null,
        candidate ? waiting(candidate) : null,
        serving
          ? h("p", { class: "serving-state" }, h("span", { class: differs ? "pill pill-warning" : "pill pill-good" }, differs ? "Serving an older version" : "Serving the champion"))
          : h("p", { class: "serving-state" }, h("span", { class: "pill pill-warning" }, "No model yet")),
        h("dl", { class: "facts" }, facts.map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)])),
        differs && champion ? h("p", { class: "muted" }, "The champion on record is ", h("code", {}, champion.version), ".") : null);
    },
  };
}

/** Nothing answers, because the gate said no: why, and what an operator can do about it. */
const rejection = (job: Job): HTMLElement => h("div", { class: "alert alert-warning", "data-rejected": job.version ?? "" },
  icon("warning"),
  h("div", {},
    h("p", {}, h("strong", {}, "The only model so far was rejected, so nothing answers.")),
    reasonsInWords(reasonsOf(job)),
    h("p", {}, "What you can do: retrain, in full or with more data sets; correct the rows or the declaration in the predictor’s folder; or promote this version by force, with a reason, under Versions.")));

/** Nothing answers, because somebody has to decide first. */
const waiting = (job: Job): HTMLElement => h("div", { class: "alert alert-info", "data-candidate": job.version ?? "" },
  icon("info"),
  h("div", {},
    h("p", {}, h("strong", {}, "The only model so far is a candidate, so nothing answers.")),
    reasonsInWords(reasonsOf(job)),
    h("p", {}, "What you can do: read its report, and promote it under Versions; or retrain.")));
