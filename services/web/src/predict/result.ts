/** The panel beside the form: empty, at work, an answer that follows, waiting for a first model, or a failure. */

import { people } from "../charts/people";
import type { Job } from "../net/wire/jobs";
import type { Inputs, Prediction, Refused } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { jobInWords } from "../status/job";
import { noModelYet, type Ended } from "../status/no-model";
import { h, moveTo, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { inPieces } from "../ui/pieces";
import { progressBar } from "../ui/progress";
import { say } from "../words/answer";
import { say as words } from "../words/predict";
import { say as shared } from "../words/shared";
import type { Typed } from "./answer";
import { answerView, besideNumber, disclaimer, type AnswerView } from "./answer-view";
import { along } from "./along";
import { resultBar } from "./bar";
import { changeSpoken, type Change } from "./change";
import type { Explain } from "./explanation";
import { resultLine } from "./line";
import { handedOn, isStranger, ribbon } from "./population";
import type { WhatIf } from "./what-if";
import { labelIn, nOf, refusalInWords } from "./wording";

export interface Answered {
  prediction: Prediction | Refused;
  /** what was asked about, and how it was typed */
  inputs: Inputs;
  typed: Typed;
  /** what the person says of being one of those studied */
  whom: Typed;
  /** the labels of what is not known */
  unknown: string[];
  explain: Explain["ask"];
  /** what the model says of other records */
  compare: WhatIf["ask"];
  /** that it is no person's, or not all of it; null where it is */
  example: string | null;
  /** against the result before; null where there is none */
  change: Change | null;
  /** takes the change back */
  back: () => void;
}

export interface ResultPanel {
  element: HTMLElement;
  /** what stays at its top while the rest scrolls */
  head: HTMLElement;
  /** for where the panel stands beneath the questions */
  bar: HTMLElement;
  empty(): void;
  working(): void;
  /** @param loud somebody has asked for it and is taken there; else it follows where it is */
  answer(answered: Answered, loud: boolean): void;
  /** the first training: called again with each step of it; null while nobody knows of one */
  waiting(job: Job | null, loud: boolean): void;
  /** the first training failed, and nothing is under way */
  noModel(ended: Ended, retry: () => void, loud: boolean): void;
  failed(message: Child, retry: () => void, loud: boolean): void;
  /** what somebody says of being one of those studied, beside every result */
  whom(whom: Typed): void;
  /** the answers have changed, and are asked about */
  pending(): void;
  /** the result stays that of former answers, and why */
  behind(why: Child, retry?: () => void): void;
  /** the answers are those of the result after all */
  again(): void;
}

export function resultPanel(predictor: Predictor, signal: AbortSignal): ResultPanel {
  const label = labelIn(predictor);
  const line = resultLine(label);
  const example = h("p", { class: "pill pill-warning", "data-example": true, hidden: true });
  const stranger = ribbon();
  const head = h("div", { class: "result-head", hidden: true },
    h("div", { class: "result-title" }, h("h2", { class: "eyebrow" }, say.result), example), stranger.element, line.element);
  const body = h("div", { class: "result-body" });
  const taken = along(predictor, handedOn(predictor), signal);
  // There from the start, and told each change once.
  const spoken = h("p", { class: "visually-hidden", role: "status" });
  const element = h("section", { class: "card result", "data-result": "empty", "aria-label": say.result, tabindex: "-1" }, head, body, taken.element, spoken);
  const bar = resultBar(element, signal);
  let progress: ReturnType<typeof waitingView> | null = null;
  let view: AnswerView | null = null;

  function show(state: string, ...children: Child[]): void {
    element.dataset["result"] = state;
    element.setAttribute("aria-busy", String(state === "working"));
    head.hidden = state !== "answer";
    if (state !== "answer") taken.show(null);
    spoken.textContent = "";
    current();
    bar.hide();
    progress = null;
    view = null;
    replace(body, ...children);
    // With all the rest of a result of another kind, and not as what has slid up from beneath the former one.
    body.after(taken.element);
  }

  /** That of the answers as they stand now. */
  function current(): void {
    element.classList.remove("is-behind");
    bar.former(false);
  }

  function trouble(message: Child, retry: () => void, loud: boolean): void {
    show("failed",
      h("div", { role: "alert" }, h("h2", {}, say.noResult), h("p", {}, message)),
      h("button", { type: "button", class: "button", "data-action": "retry", onclick: retry }, icon("refresh"), shared.tryAgain));
    if (loud) moveTo(element, "nearest");
  }

  return {
    element,
    head,
    bar: bar.element,
    empty: () => show("empty", emptyView(predictor)),
    working: () => show("working", h("p", { class: "result-working", role: "status" }, shared.workingItOut)),
    answer({ prediction, inputs, typed, whom, unknown, explain, compare, example: whose, change, back }, loud) {
      if ("refusals" in prediction) show("answer", refusedView(predictor, prediction, inputs));
      else {
        if (!view) {
          const fresh = answerView(predictor);
          show("answer", fresh.parts);
          view = fresh;
        }
        view.show(prediction, unknown, { inputs, probability: prediction.probability, ask: explain }, { inputs, example: whose !== null, ask: compare });
      }
      taken.show({ prediction, inputs, typed, whom, example: whose, stranger: isStranger(whom), ...besideNumber(predictor, prediction) });
      current();
      example.textContent = whose ?? "";
      example.hidden = whose === null;
      line.settled(change, back);
      bar.show({ example: whose !== null, guess: !("refusals" in prediction) && prediction.outside.length > 0 }, inShort(nOf(prediction), change));
      if (loud) moveTo(element);
      else spoken.textContent = change ? changeSpoken(change, label) : "";
    },
    waiting(job, loud) {
      if (!progress) {
        const steps = waitingView();
        show("waiting", steps.element);
        progress = steps;
        if (loud) moveTo(element, "nearest");
      }
      progress.set(job);
    },
    noModel: (ended, retry, loud) => trouble(noModelYet(predictor.name, ended), retry, loud),
    failed: trouble,
    whom: (whom) => bar.stranger(stranger.show(whom)),
    pending() {
      element.classList.add("is-behind");
      line.pending();
    },
    behind(why, retry) {
      element.classList.add("is-behind");
      bar.former(true);
      line.behind(why, retry);
      spoken.textContent = say.stillFormer;
    },
    again() {
      current();
      line.again();
    },
  };
}

/** "14 → 16 of 100" */
function inShort(n: string | null, change: Change | null): Child {
  if (n === null) return say.noNumberShort;
  return inPieces(say.inShort(change && change.before !== change.after ? change.before : null, n));
}

function emptyView(predictor: Predictor): Child {
  return [
    h("div", { class: "people-ghost", "aria-hidden": "true" }, people(20, { affected: 0, partly: false, open: null, label: "" }).element),
    h("h2", {}, say.appearsHere),
    h("p", { class: "muted" }, say.answerToSee(predictor.wording.people)),
  ];
}

/** No number, the reason instead. */
function refusedView(predictor: Predictor, { refusals }: Refused, inputs: Inputs): Child {
  const label = labelIn(predictor);
  return [
    h("p", { class: "result-sentence" }, say.noNumber),
    refusals.map((refusal) => h("p", { class: "alert alert-warning", "data-refusal": refusal.field },
      icon("warning"), h("span", {}, h("strong", {}, shared.colon(label(refusal.field))), refusalInWords(predictor, refusal, inputs[refusal.field])))),
    disclaimer(predictor),
  ];
}

/** A model that does not exist yet: what is being done about it, step by step. */
function waitingView() {
  const bar = progressBar(words.firstTraining);
  const stage = h("p", { class: "muted", "data-training": true });
  const element = h("div", { class: "result-waiting" },
    h("h2", {}, say.modelLearning),
    h("p", {}, say.waitsHere),
    bar.element, stage);
  return {
    element,
    set(job: Job | null) {
      const text = job ? jobInWords(job) : say.waitsToStart;
      bar.set(job?.progress ?? 0, text);
      stage.textContent = text;
    },
  };
}
