/** All that is told with a result, as one document: printed (printed.ts) and as text (as-text.ts) it is the same. */

import type { Hundred } from "../charts/people";
import type { Inputs, Prediction, Refused } from "../net/wire/predictions";
import type { Field, Predictor } from "../net/wire/predictors";
import { plain } from "../ui/pieces";
import { say } from "../words/along";
import { say as answer } from "../words/answer";
import { ofHundred, when } from "../words/numbers";
import { say as words } from "../words/predict";
import { say as shared } from "../words/shared";
import type { Typed } from "./answer";
import { answerInWords } from "./contributions";
import { limitsInWords, peopleInWords } from "./meaning";
import { peersOf } from "./peers";
import { understood } from "./typed-number";
import { fill, labelIn, ofHundredPeople, refusalInWords, unstopped } from "./wording";

export interface Taken {
  title: string;
  made: string;
  /** what must be read before the number: whose it is not */
  marks: string[];
  /** how many of 100, and how many not; or that there is no number, and why */
  result: string[];
  hundred: Hundred | null;
  /** what its figures are */
  keys: string[];
  parts: Part[];
  answersTitle: string;
  answers: Answered[];
  questions: string[];
  disclaimer: string;
  madeBy: string;
}

export interface Part {
  heading: string;
  lines: string[];
}

/** The answers of a part of the form. */
export interface Answered {
  title: string;
  rows: [question: string, answer: string][];
}

/** A result that is shown. */
export interface Shown {
  prediction: Prediction | Refused;
  inputs: Inputs;
  /** what was typed for them */
  typed: Typed;
  /** that it is the example's, or partly; null where it is not */
  example: string | null;
  /** the person says not to be one of those studied */
  stranger: boolean;
  /** what stands beside the number on the page: the interval, what is left open, that it is a guess */
  beside: string[];
  hundred: Hundred | null;
  keys: string[];
}

export function take(predictor: Predictor, shown: Shown, at: Date): Taken {
  const { prediction, example, stranger, hundred, keys } = shown;
  const { wording, population, serving, champion } = predictor;
  const scored = "refusals" in prediction ? null : prediction;
  const model = [serving, champion].find((known) => known?.version === prediction.version);
  const outside = prediction.outside.length > 0;
  const [madeBy, stop] = answer.madeBy(unstopped(population.source), model?.candidate_label ?? null);
  return {
    title: predictor.title,
    made: say.made(when(at.toISOString())),
    marks: [example ?? "", stranger ? plain(answer.stranger()) : "", outside && scored ? say.guess : ""].filter(Boolean),
    result: scored ? numberInWords(predictor, scored) : refusalsInWords(predictor, prediction as Refused, shown.inputs),
    hundred,
    keys,
    parts: [
      { heading: answer.howSure, lines: scored ? shown.beside : [] },
      { heading: say.beside, lines: scored ? besideWhom(predictor, scored, shown) : [] },
      scored ? line(predictor, scored) : { heading: "", lines: [] },
      { heading: answer.speaksFor, lines: [answer.mayNotHold(unstopped(population.who)), ...population.limits] },
    ].filter(({ lines }) => lines.length > 0),
    answersTitle: example === null ? say.answers : say.exampleAnswers,
    answers: grouped(predictor, shown),
    questions: wording.questions,
    disclaimer: wording.disclaimer,
    madeBy: `${madeBy}${prediction.version}${stop}`,
  };
}

function numberInWords({ wording }: Predictor, { probability }: Prediction): string[] {
  const { n, m } = ofHundredPeople(probability);
  return [whole(fill(wording.result, "n", n)), whole(fill(wording.complement, "m", m))];
}

const whole = ({ before, value, after }: ReturnType<typeof fill>): string => `${before}${value}${after}`;

function refusalsInWords(predictor: Predictor, { refusals }: Refused, inputs: Inputs): string[] {
  const label = labelIn(predictor);
  return [answer.noNumber, ...refusals.map((refusal) => shared.colon(label(refusal.field)) + refusalInWords(predictor, refusal, inputs[refusal.field]))];
}

function besideWhom({ serving, peers }: Predictor, { version, probability }: Prediction, { inputs, example }: Shown): string[] {
  // Of another version than the one that answered it would be a guess.
  const group = serving?.version === version ? peersOf(peers, inputs) : null;
  if (group === null) return [];
  return [whole(fill(group.sentence, "n", ofHundredPeople(group.events / group.n).n)) + plain(answer.withAnswers(ofHundredPeople(probability).n, example !== null))];
}

/** The threshold, on which side of it this is, and what neither side says. */
function line({ wording, serving, pointed_out: people }: Predictor, { version, threshold, positive }: Prediction): Part {
  const at = ofHundred(threshold);
  const counted = serving?.version === version ? people : null;
  return {
    heading: answer.whatMeans(at),
    lines: [
      answer.ofThreshold(unstopped(positive ? wording.positive : wording.negative), at),
      ...(counted ? [answer.ofHundred(wording.people, peopleInWords(counted)), shared.sentences(limitsInWords(counted))] : [shared.sentences([answer.fromOn(at), answer.neitherSays])]),
      ...(wording.next_step ? [wording.next_step] : []),
    ],
  };
}

function grouped({ fields, sections }: Predictor, { inputs, typed }: Shown): Answered[] {
  const left = new Map(fields.map((field) => [field.name, field]));
  const row = (name: string): Answered["rows"] => {
    const field = left.get(name);
    left.delete(name);
    return field && name in inputs ? [[field.label, answerAsTyped(field, inputs, typed)]] : [];
  };
  const groups = sections.map(({ title, fields: names }) => ({ title, rows: names.flatMap(row) }));
  groups.push({ title: words.otherQuestions, rows: [...left.keys()].flatMap(row) });
  return groups.filter(({ rows }) => rows.length > 0);
}

/** In the unit in which somebody has it: "5.7 mmol/L (103 mg/dL)". */
function answerAsTyped(field: Field, inputs: Inputs, typed: Typed): string {
  const value = inputs[field.name] ?? null;
  const means = answerInWords(field, value);
  const text = typed[field.name];
  return typeof value === "number" && text && understood(field, text).unit !== null ? say.converted(text.trim(), means) : means;
}
