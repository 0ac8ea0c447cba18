/** The answer in words and figures. It stays and follows: what is open stays open, and only people who change move. */

import { people, type Hundred, type People } from "../charts/people";
import type { Prediction, Refused } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { inPieces } from "../ui/pieces";
import { say } from "../words/answer";
import { ofHundred } from "../words/numbers";
import { say as shared } from "../words/shared";
import { certainty, howGood, interval } from "./certainty";
import { explanation, type Explain } from "./explanation";
import { meaning } from "./meaning";
import { peersView } from "./peers";
import type { Shown } from "./take-along";
import { labelsOf, openOf, spreadNote } from "./spread";
import { whatIf, type WhatIf } from "./what-if";
import { fill, inPercent, labelIn, ofHundredPeople, spanOfHundred, unstopped } from "./wording";

export interface AnswerView {
  parts: Child;
  show(prediction: Prediction, unknown: string[], explain: Explain, others: WhatIf): void;
}

export function answerView(predictor: Predictor): AnswerView {
  const words = part();
  const caption = h("figcaption");
  const figures = h("figure", { class: "people-figure" }, caption);
  const number = part();
  const about = part();
  const report = howGood(predictor.name);
  const notes = h("div", { class: "result-notes" }, about, report.element);
  const beside = peersView(predictor);
  const line = meaning(predictor);
  const moved = explanation(predictor);
  const sure = certainty();
  const otherwise = whatIf(predictor);
  let hundred: People | null = null;

  return {
    parts: [words, figures, number, beside.element, h("div", { class: "result-more" }, line.element, moved.element, sure.element, otherwise.element), notes],
    show(prediction, unknown, explain, others) {
      const next = inFigures(predictor, prediction);
      replace(words, inWords(predictor, prediction));
      if (hundred) hundred.show(next);
      else {
        hundred = people(matchMedia("(min-width: 641px)").matches ? 20 : 10, next);
        figures.prepend(hundred.element);
      }
      replace(caption, keys(predictor, prediction, next));
      replace(number, numberOf(predictor, prediction));
      beside.show(prediction, explain.inputs, others.example);
      line.show(prediction);
      moved.show(explain);
      sure.show(prediction);
      otherwise.show(others);
      replace(about, speaksFor(predictor, prediction, unknown));
      report.show(prediction);
    },
  };
}

/** What stands beside the number, for whoever takes it along: nothing beside no number. */
export function besideNumber(predictor: Predictor, prediction: Prediction | Refused): Pick<Shown, "beside" | "hundred" | "keys"> {
  if ("refusals" in prediction) return { beside: [], hundred: null, keys: [] };
  const hundred = inFigures(predictor, prediction);
  const told = [interval(predictor, prediction), spreadNote(predictor, prediction.range), ...(prediction.thin ?? []).map(({ reason }) => h("p", {}, reason))];
  return { beside: textOf(told), hundred, keys: textOf(keys(predictor, prediction, hundred)) };
}

const textOf = (elements: (HTMLElement | null)[]): string[] => elements.map((each) => each?.textContent ?? "").filter(Boolean);

/** A place for what is told anew each time; the layout does not see it. */
const part = (): HTMLElement => h("div", { class: "result-part" });

/** N have it, 100 - N do not. */
function sentences({ wording }: Predictor, { probability }: Prediction) {
  const { n, m } = ofHundredPeople(probability);
  return { result: fill(wording.result, "n", n), complement: fill(wording.complement, "m", m) };
}

function inWords(predictor: Predictor, prediction: Prediction): Child {
  const { result, complement } = sentences(predictor, prediction);
  return [
    guess(predictor, prediction),
    h("p", { class: "result-sentence" }, result.before, h("strong", {}, result.value), result.after),
    h("p", { class: "result-complement" }, complement.before, h("strong", {}, complement.value), complement.after),
    interval(predictor, prediction),
    spreadNote(predictor, prediction.range),
    disclaimer(predictor),
  ];
}

export const disclaimer = ({ wording }: Predictor): HTMLElement =>
  h("p", { class: "alert alert-info result-disclaimer", "data-disclaimer": true }, icon("info"), h("span", {}, wording.disclaimer));

function inFigures(predictor: Predictor, prediction: Prediction): Hundred {
  const { n, affected, partly } = ofHundredPeople(prediction.probability);
  const { result, complement } = sentences(predictor, prediction);
  const { range } = prediction;
  const open = range ? say.dependingOnSpoken(spanOfHundred(range), labelsOf(predictor, range)) : "";
  const [has, hasNot] = [result, complement].map(({ before, value, after }) => `${before}${value}${after}`) as [string, string];
  const label = say.figures(n, shared.sentences([has, hasNot, open]));
  return { affected, partly, label, open: openOf(range) };
}

function keys({ target }: Predictor, { probability }: Prediction, { open }: Hundred): (HTMLElement | null)[] {
  const { n, m } = ofHundredPeople(probability);
  return [
    h("span", { class: "key key-on" }, say.keyOn(open ? String(open.from) : n, target.label)),
    open ? h("span", { class: "key key-open" }, say.keyOpen(open.to - open.from)) : null,
    h("span", { class: "key key-off" }, say.keyOff(open ? String(100 - open.to) : m, target.label)),
  ];
}

function numberOf({ wording }: Predictor, { probability, positive, threshold }: Prediction): Child {
  return h("div", { class: "result-number" },
    h("p", { class: "probability", "data-probability": probability }, inPercent(probability)),
    h("p", { class: "muted" }, say.ofThreshold(unstopped(positive ? wording.positive : wording.negative), ofHundred(threshold))));
}

/** Where hardly anybody was like this: said before the number. */
function guess(predictor: Predictor, { outside, thin = [] }: Prediction): Child {
  if (outside.length === 0) return null;
  // Older versions do not say how few people there were.
  const others = outside.filter((name) => !thin.some(({ field }) => field === name)).map(labelIn(predictor));
  return h("div", { class: "alert alert-warning result-guess", "data-outside": outside.join(" ") }, icon("warning"), h("div", {},
    thin.map(({ reason }) => h("p", {}, reason)),
    others.length > 0 ? h("p", {}, inPieces(say.outOfRange(others))) : null));
}

function speaksFor(predictor: Predictor, { range, version }: Prediction, unknown: string[]): Child {
  const { population, serving, champion } = predictor;
  const averaged = (range?.unknown ?? []).map(labelIn(predictor));
  const without = unknown.filter((label) => !averaged.includes(label));
  const model = [serving, champion].find((known) => known?.version === version);
  const [madeBy, stop] = say.madeBy(unstopped(population.source), model?.candidate_label ?? null);
  return [
    h("h3", {}, say.speaksFor),
    h("p", {}, say.mayNotHold(unstopped(population.who))),
    population.limits.length > 0 ? h("ul", { "data-limits": true }, population.limits.map((limit) => h("li", {}, limit))) : null,
    unknown.length > 0 && without.length === 0 ? null : h("p", { class: "not-known", "data-unknown": true }, without.length > 0 ? inPieces(say.notKnown(without)) : say.allKnown),
    h("p", { class: "made-by" }, madeBy, h("code", { "data-version": version }, version), stop),
  ];
}
