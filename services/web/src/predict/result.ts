/** The panel beside the form: empty, at work, an answer, waiting for a first model, or a failure. */

import { people } from "../charts/people";
import type { Job } from "../net/wire/jobs";
import type { Prediction, Refused } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { jobInWords } from "../status/job";
import { noModelYet, type Ended } from "../status/no-model";
import { h, moveTo, replace, type Child } from "../ui/dom";
import { ofHundred, percent } from "../ui/format";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { certainty, disagreement, howGood } from "./certainty";
import { explanation, type Explain } from "./explanation";
import { labelsOf, openOf, spreadNote } from "./spread";
import { fill, ofHundredPeople, spanOfHundred } from "./wording";

export interface ResultPanel {
  element: HTMLElement;
  empty(): void;
  working(): void;
  answer(prediction: Prediction | Refused, unknown: string[], explain: Explain): void;
  /** the first training: called again with each step of it; null while nobody knows of one */
  waiting(job: Job | null): void;
  /** the first training failed, and nothing is under way */
  noModel(ended: Ended, retry: () => void): void;
  failed(message: string, retry: () => void): void;
  /** the answers are no longer those of the result; true where this is news */
  outdated(): boolean;
}

export function resultPanel(predictor: Predictor, signal: AbortSignal): ResultPanel {
  const body = h("div", { class: "result-body" });
  const stale = h("p", { class: "alert alert-warning result-stale", role: "status", hidden: true });
  const element = h("section", { class: "card result", "data-result": "empty", "aria-label": "Result", tabindex: "-1" }, stale, body);
  let progress: ReturnType<typeof waitingView> | null = null;

  // It stays beside the form only where all of it fits: a panel that is cut off would hide what matters.
  const fit = () => element.classList.toggle("is-tall", element.offsetHeight + 32 > innerHeight);
  new ResizeObserver(fit).observe(element);
  addEventListener("resize", fit, { signal });

  function show(state: string, ...children: Child[]): void {
    element.dataset["result"] = state;
    element.classList.remove("is-outdated");
    element.setAttribute("aria-busy", String(state === "working"));
    stale.hidden = true;
    progress = null;
    replace(body, ...children);
    // At once, as the observer comes too late for whoever scrolls here now.
    fit();
  }

  function trouble(message: Child, retry: () => void): void {
    show("failed",
      h("div", { role: "alert" }, h("h2", {}, "No result yet"), h("p", {}, message)),
      h("button", { type: "button", class: "button", "data-action": "retry", onclick: retry }, icon("refresh"), "Try again"));
    moveTo(element, "nearest");
  }

  return {
    element,
    empty: () => show("empty", emptyView(predictor)),
    working: () => show("working", h("p", { class: "result-working", role: "status" }, "Working it out…")),
    answer(prediction, unknown, explain) {
      show("answer", "refusals" in prediction ? refusedView(predictor, prediction) : answerView(predictor, prediction, unknown, explain));
      moveTo(element);
    },
    waiting(job) {
      if (!progress) {
        const view = waitingView();
        show("waiting", view.element);
        progress = view;
        moveTo(element, "nearest");
      }
      progress.set(job);
    },
    noModel: (ended, retry) => trouble(noModelYet(predictor.name, ended), retry),
    failed: trouble,
    outdated() {
      if (element.dataset["result"] !== "answer" || element.classList.contains("is-outdated")) return false;
      element.classList.add("is-outdated");
      stale.hidden = false;
      replace(stale, icon("info"), h("span", {}, "You have changed an answer. This result is for the answers before."));
      return true;
    },
  };
}

function emptyView(predictor: Predictor): Child {
  return [
    h("div", { class: "people-ghost", "aria-hidden": "true" }, people(0, false, "", 20)),
    h("h2", {}, "The result appears here"),
    h("p", { class: "muted" }, `Answer the questions to see how many of 100 ${predictor.wording.people} it concerns.`),
  ];
}

/** No number, the reason instead. */
function refusedView(predictor: Predictor, { refusals }: Refused): Child {
  const label = labels(predictor);
  return [
    h("h2", { class: "eyebrow" }, "Result"),
    h("p", { class: "result-sentence" }, "No number is given for these answers."),
    refusals.map(({ field, reason }) => h("p", { class: "alert alert-warning", "data-refusal": field },
      icon("warning"), h("span", {}, h("strong", {}, `${label(field)}: `), reason))),
    h("p", { class: "alert alert-info result-disclaimer", "data-disclaimer": true }, icon("info"), h("span", {}, predictor.wording.disclaimer)),
  ];
}

const labels = (predictor: Predictor) => (name: string): string => predictor.fields.find((field) => field.name === name)?.label ?? name;

function answerView(predictor: Predictor, prediction: Prediction, unknown: string[], explain: Explain): Child {
  const { probability, threshold, positive, version, outside } = prediction;
  const { wording, population } = predictor;
  const hundred = ofHundredPeople(probability);
  const result = fill(wording.result, "n", hundred.n);
  const complement = fill(wording.complement, "m", hundred.m);
  const open = openOf(prediction.range);
  const without = unknown.filter((name) => !(prediction.range?.unknown ?? []).some((field) => labels(predictor)(field) === name));
  const label = `100 figures, ${hundred.n} of them coloured: ${result.before}${result.value}${result.after} ${complement.before}${complement.value}${complement.after}${prediction.range ? ` ${spanOfHundred(prediction.range)}, depending on: ${labelsOf(predictor, prediction.range)}.` : ""}`;
  const model = [predictor.serving, predictor.champion].find((known) => known?.version === version);
  return [
    h("h2", { class: "eyebrow" }, "Result"),
    h("p", { class: "result-sentence" }, result.before, h("strong", {}, result.value), result.after),
    h("p", { class: "result-complement" }, complement.before, h("strong", {}, complement.value), complement.after),
    spreadNote(predictor, prediction.range),
    h("p", { class: "alert alert-info result-disclaimer", "data-disclaimer": true }, icon("info"), h("span", {}, wording.disclaimer)),
    h("figure", { class: "people-figure" },
      people(hundred.affected, hundred.partly, label, matchMedia("(min-width: 641px)").matches ? 20 : 10, open),
      h("figcaption", {},
        h("span", { class: "key key-on" }, `${open ? open.from : hundred.n} – ${predictor.target.label}`),
        open ? h("span", { class: "key key-open" }, `${open.to - open.from} – one or the other, depending on what is not known`) : null,
        h("span", { class: "key key-off" }, `${open ? 100 - open.to : hundred.m} – no ${predictor.target.label}`))),
    h("div", { class: "result-number" },
      h("p", { class: "probability", "data-probability": probability }, percent(probability)),
      h("p", { class: "muted" }, `${unstopped(positive ? wording.positive : wording.negative)} (${ofHundred(threshold)} of 100).`)),
    disagreement(prediction),
    outside.length > 0 ? h("p", { class: "alert alert-warning", "data-outside": outside.join(" ") }, icon("warning"), h("span", {},
      h("strong", {}, "Out of range: "), `nobody the model has learned from was like this in ${outside.map(labels(predictor)).join(", ")}. Read the number with care.`)) : null,
    h("div", { class: "result-more" }, explanation(predictor, explain), certainty(prediction)),
    h("div", { class: "result-notes" },
      h("h3", {}, "Whom this speaks for"),
      h("p", {}, `${unstopped(population.who)}. If you are not like them, the number may not hold for you.`),
      population.limits.length > 0 ? h("ul", { "data-limits": true }, population.limits.map((limit) => h("li", {}, limit))) : null,
      unknown.length > 0 && without.length === 0 ? null : h("p", { class: "not-known", "data-unknown": true }, without.length > 0
        ? [h("strong", {}, "Not known: "), `${without.join(", ")}. The model answered without.`]
        : "Nothing was unknown: every question was answered."),
      h("p", { class: "made-by" }, `Source: ${unstopped(population.source)}. Made by model version `, h("code", { "data-version": version }, version), model ? ` (${model.candidate_label})` : null, "."),
      howGood(predictor.name, version)),
  ];
}

/** Without a full stop at its end, where the sentence goes on. */
const unstopped = (text: string): string => text.replace(/\.$/, "");

/** A model that does not exist yet: what is being done about it, step by step. */
function waitingView() {
  const bar = progressBar("First training");
  const words = h("p", { class: "muted", "data-training": true });
  const element = h("div", { class: "result-waiting" },
    h("h2", {}, "The model is still learning"),
    h("p", {}, "This is its first training. Your answers wait here, and the result appears by itself as soon as the model is ready."),
    bar.element, words);
  return {
    element,
    set(job: Job | null) {
      const text = job ? jobInWords(job) : "Waiting for the training to start";
      bar.set(job?.progress ?? 0, text);
      words.textContent = text;
    },
  };
}
