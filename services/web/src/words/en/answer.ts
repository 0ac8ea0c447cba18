import type { Answered, Hundred, Moved } from "../answer";
import type { Piece } from "../pieces";

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());

const missedOf = (missed: number): string =>
  missed === 0 ? "Hardly anybody who had it was missed." : missed === 1 ? "1 more who had it was missed." : `${missed} more who had it were missed.`;

export default {
  // so many of 100
  fewerThan1: "fewer than 1",
  moreThan99: "more than 99",
  /** what stands before a number in a declared sentence and gives way where the number says so itself, but for what it holds in brackets */
  about: /about\s+$/i,
  /** from where to where, at the start of a sentence; "About 9" where both ends are the same figure */
  between: (from: string, to: string): string => (from !== to ? `Between ${from} and ${to}` : /^\d/.test(from) ? `About ${from}` : capital(from)),
  /** the same within a sentence, of what was observed */
  span: (from: number, to: number): string => (from === to ? `about ${from}` : `${from} to ${to}`),
  atMost: (n: number): string => `at most ${n}`,
  atLeast: (n: number): string => `at least ${n}`,
  figures: (n: string, told: string): string => `100 figures, ${n} of them coloured: ${told}`,
  // the panel
  result: "Result",
  appearsHere: "The result appears here",
  answerToSee: (people: string): string => `Answer the questions to see how many of 100 ${people} it concerns.`,
  noResult: "No result yet",
  noNumber: "No number is given.",
  modelLearning: "The model is still learning",
  waitsHere: "This is its first training. Your answers wait here, and the result appears by itself as soon as the model is ready.",
  waitsToStart: "Waiting for the training to start",
  nearlyNone: (people: string, above: boolean, bound: string, value: string): string =>
    `Nearly none of the ${people} were ${above ? "above" : "below"} ${bound}, so the model cannot speak about ${value}.`,
  exampleAll: "Example, not you",
  examplePart: (examples: number, questions: number): string => `Partly the example: ${examples} of ${questions} answers`,
  stranger: (): Piece[] => [{ strong: "Not about you. " }, "You said that you are not one of those studied."],
  // beneath the questions
  seeResult: "see result",
  ofFormer: "Former answers: ",
  ofOthers: "Not about you: ",
  ofExample: "Example: ",
  ofGuess: "A guess: ",
  noNumberShort: "No number is given",
  inShort: (before: string | null, n: string): Piece[] => [before === null ? "" : `${before} → `, { strong: n }, " of 100"],
  // what a change has made of it
  changeHint: "Change an answer, and the result follows.",
  changing: "Your answers have changed. Working it out…",
  undo: "Undo",
  redo: "Redo",
  former: "For your former answers. ",
  stillFormer: "The result is still for your former answers.",
  none: "no number",
  /** the question that was changed; two; or of more the first, and how many others */
  one: (question: Piece): Piece[] => [question],
  both: (first: Piece, second: Piece): Piece[] => [first, " and ", second],
  andOthers: (first: Piece, others: number): Piece[] => [first, ` and ${others} other answers`],
  backTo: (figure: Piece, names: Piece[], several: boolean): Piece[] => ["Back to ", figure, ": ", ...names, several ? " are as they were." : " is as it was."],
  still: (figure: Piece, names: Piece[]): Piece[] => ["Still ", figure, " since you changed ", ...names],
  noneSince: (names: Piece[]): Piece[] => ["No number is given since you changed ", ...names],
  numberAgain: (figure: Piece, names: Piece[]): Piece[] => ["A number again: ", figure, " since you changed ", ...names],
  moved: (before: string, figure: Piece, names: Piece[]): Piece[] => [`${before} → `, figure, " since you changed ", ...names],
  movedSpoken: (before: string, after: string, names: Piece[]): Piece[] => [`Now ${after} of 100, before ${before}, since you changed `, ...names],
  // the answer
  keyOn: (n: string, label: string): string => `${n} – ${label}`,
  keyOpen: (n: number): string => `${n} – one or the other, depending on what is not known`,
  keyOff: (n: string, label: string): string => `${n} – no ${label}`,
  ofThreshold: (said: string, threshold: string): string => `${said} (${threshold} of 100).`,
  outOfRange: (labels: string[]): Piece[] => [{ strong: "Out of range: " }, `hardly anybody the model has learned from was like this in ${labels.join(", ")}. This figure is a guess.`],
  speaksFor: "Whom this speaks for",
  mayNotHold: (who: string): string => `${who}. If you are not like them, the number may not hold for you.`,
  notKnown: (labels: string[]): Piece[] => [{ strong: "Not known: " }, `${labels.join(", ")}. The model answered without.`],
  allKnown: "Nothing was unknown: every question was answered.",
  /** what stands around the version */
  madeBy: (source: string, model: string | null): [before: string, after: string] => [`Source: ${source}. Made by model version `, model === null ? "." : ` (${model}).`],
  // what is left open
  dependingOn: (span: string, labels: string[]): string => `${span} of 100, depending on: ${labels.join(", ")}. `,
  dependingOnSpoken: (span: string, labels: string[]): string => `${span}, depending on: ${labels.join(", ")}.`,
  leftOpen: (several: boolean): string =>
    `You left ${several ? "these" : "it"} open, so the figure is the average over ${several ? "the values" : "values"} that people with your other answers have. It assumes that leaving ${several ? "them" : "it"} open tells nothing by itself.`,
  // how sure it is
  notObserved: "How many of those with a figure like this had it is not known.",
  observed: (people: string, range: string): Piece[] => [`Among ${people} with a figure like this, `, { strong: `${range} of 100` }, " had it."],
  disagrees: (fewer: boolean, people: string, range: string, n: string): Piece[] => [
    { strong: fewer ? "Fewer were observed: " : "More were observed: " },
    `among ${people} with a figure like this, ${range} of 100 had it, not ${n}. Believe this rather than the figure above: it is what happened.`],
  howSure: "How sure is that?",
  nobodyCanSay: "Nobody can say: too few people were like this to count how many of them had it.",
  anAverage: "This is an average, because something is not known. What happened to people with such a score was counted where everything was known, so that there is no interval for it. For nine in ten plausible values the score lies within the range shown above.",
  observedRange: (range: string): string => `${capital(range)} of 100 is what was observed, in people whom the model had not seen: a 95 % interval.`,
  tooFew: "Too few people had a figure like this to count how many of them had it.",
  otherModels: (range: string): string => `Models from other samples of the same size would say ${range}.`,
  aboutGroup: (both: boolean): string => `${both ? "Both are" : "This is"} about the group, not about you.`,
  // beside whom
  /** @param example some of the answers are the example's */
  withAnswers: (n: string, example: boolean): Piece[] => [` With ${example ? "the example’s" : "your"} answers: `, { strong: n }, "."],
  countedAmong: (n: string): string => ` Counted among ${n}.`,
  // the threshold
  whatMeans: (threshold: string): string => `What does ${threshold} of 100 mean?`,
  fromOn: (threshold: string): string => `From ${threshold} of 100 on, this model points somebody out.`,
  neitherSays: "It does not say that somebody is ill, and to be below is no promise.",
  ofHundred: (people: string, told: string): string => `Of 100 ${people}, ${told.replace(/^./, (letter) => letter.toLowerCase())}`,
  pointedOut({ found, missed, alarms }: Hundred): string {
    const flagged = found + alarms;
    if (flagged === 0) return `Hardly anybody was pointed out. ${missedOf(missed)}`;
    return `${flagged === 1 ? "1 was" : `${flagged} were`} pointed out: ${found} who had it, ${alarms} who had not. ${missedOf(missed)}`;
  },
  limits({ found, missed, alarms, left }: Hundred): [above: string, below: string] {
    const flagged = found + alarms;
    return [
      flagged === 0 ? "It does not say that somebody is ill." : `It does not say that somebody is ill: of these ${flagged} people ${alarms} did not have it.`,
      missed === 0 ? "To be below the line is no promise." : `To be below the line is no promise: of the ${missed + left} people there ${missed} had it all the same.`,
    ];
  },
  found: "had it, pointed out",
  alarm: "did not have it, pointed out all the same",
  missed: "had it, missed",
  left: "did not have it, left alone",
  // what moved it
  whatMoved: "What moved this number?",
  nothingToExplain: "There is nothing to explain.",
  onAverage: "On average",
  together: "Together",
  everythingElse: "Everything else",
  inPoints: "In points of 100. It tells what the model goes by, not what causes what: changing an answer need not change the risk.",
  lessThan: (points: string): string => `less than ${points}`,
  moreThan: (points: string): string => `more than ${points}`,
  /** the name of an answer that stands for none, within a sentence */
  amid: (label: string): string => label.charAt(0).toLowerCase() + label.slice(1),
  called: ({ label, answer }: Answered): string => `${label} (${answer})`,
  says({ total, average, up, down }: Moved): string {
    const says = average === null ? `The model says ${total} of 100, as on average` : `The model says ${total} of 100 instead of ${average}, its average`;
    const moves = [up && `${up} raises it most`, down && `${down} lowers it most`].filter(Boolean);
    return moves.length === 0 ? `${says}.` : `${says}: ${moves.join(", and ")}.`;
  },
};
