import { plural } from "../numbers";
import type { Piece } from "../pieces";
import type { Bounds, Way } from "../predict";

/** " between 10 and 100 kg/m²", or nothing where everything goes */
function within({ low, high, unit }: Bounds): string {
  const behind = unit ? ` ${unit}` : "";
  if (low !== null && high !== null) return ` between ${low} and ${high}${behind}`;
  if (low !== null) return ` at least ${low}${behind}`;
  return high !== null ? ` at most ${high}${behind}` : "";
}

const yours = (n: number): string => (n === 1 ? "the answer that you have given" : `the ${plural(n, "answer", "answers")} that you have given`);

export default {
  // the page
  title: "Predict",
  noPredictor: "There is no such predictor",
  wasRemoved: "It may have been removed.",
  notLoaded: "The questions could not be loaded",
  allPredictions: "All predictions",
  whom: "Whom this is about",
  aboutWhom: (who: string): Piece[] => [{ strong: "Whom this is about: " }, `${who}. If you are not like them, you are outside the studied population, and the result may not hold for you.`],
  moreAboutData: "More about the data",
  restsOn: (rows: string, people: string): string => `It rests on ${rows} ${people}.`,
  source: (source: string): string => `Source: ${source}.`,
  privacy: "Your answers go to this server alone, and stay in this tab until you close it or start again. On a computer that others use, start again before you leave.",
  /** @param keyed the key is here already */
  draft: (keyed: boolean): Piece[] =>
    [{ strong: "A draft." }, " Some of its texts are still to be written, so it answers holders of a key alone. ", { link: keyed ? "The key is here" : "Unlock with a key" }, "."],
  firstTraining: "First training",
  stillLearning: (): Piece[] => [{ strong: "The model is still learning." }, " You can answer the questions already."],
  waitsForFirst: "Waiting for the first training",
  // the questions
  questions: "Questions",
  otherQuestions: "Other questions",
  dontKnow: "Don’t know",
  exploring: "Just exploring",
  choose: "Choose…",
  stillOpen: (n: number): string => `${plural(n, "question is", "questions are")} still open`,
  lookAgain: (n: number): string => `${plural(n, "answer needs", "answers need")} another look`,
  /** "Look at Age and 2 other answers." */
  lookAt: (first: Piece, others: number): Piece[] => ["Look at ", first, others === 0 ? "." : ` and ${plural(others, "other answer", "other answers")}.`],
  /** what is to be done at a question that is open; `escape` is what else may be chosen */
  enterNumber: (escape: string | null): string => (escape === null ? "Enter a number." : `Enter a number, or choose “${escape}”.`),
  chooseAnswer: (escape: string | null): string => (escape === null ? "Choose an answer." : `Choose an answer, or choose “${escape}”.`),
  // numbers
  enterWithin: (bounds: Bounds): string => `Enter a number${within(bounds)}.`,
  enterWhole: (bounds: Bounds): string => `Enter a whole number${within(bounds)}.`,
  mustBe: (bounds: Bounds): string => `This must be${within(bounds)}.`,
  /** the same before anything is typed; empty where everything goes */
  mayBe: (bounds: Bounds): string => within(bounds) && `${within(bounds).trim().replace(/^./, (letter) => letter.toUpperCase())}.`,
  canMean: (typed: string, big: string, small: string): string => `${typed} can mean ${big} or ${small}: write ${big} or ${small}`,
  looksLike: (typed: string, ways: Way[]): string => `${typed} looks like ${ways.map(({ unit, is }) => `${unit}: that is ${is}`).join(", or ")}.`,
  is: (typed: string, other: string): string => `${typed} is ${other}.`,
  noneAbove: (bound: string): string => `No number is given above ${bound}.`,
  noneBelow: (bound: string): string => `No number is given below ${bound}.`,
  useThat: (value: string): string => `Use ${value}`,
  orIn: (units: string[]): string => `Or in ${units.join(" or ")}, written behind the number.`,
  /** The words before the number keep it from the one that ends the sentence before. */
  countsAs: (values: string[], label: string): string => `A value of ${values.join(" or ")} counts as “${label}”.`,
  // body mass index
  workItOut: "Work it out from height and weight",
  height: "Height",
  weight: "Weight",
  /** between feet and inches */
  andInches: "and",
  inches: "Inches",
  inUnit: (unit: string): string => ` in ${unit}`,
  enterBoth: "Enter both",
  checkBoth: "Please check height and weight",
  mustBeNumber: (name: string): string => `${name} must be a number.`,
  useThis: "Use this",
  units: "Units",
  metric: "cm and kg",
  imperial: "ft, in and lb",
  // beneath the questions
  showResult: "Show the result",
  fillAnExample: "Fill in an example",
  fillTheExample: "Fill in the example",
  exampleReplaces: (n: number): string => `The example replaces ${yours(n)}.`,
  startAgain: "Start again",
  startingClears: (n: number): string => `Starting again clears ${yours(n)}.`,
  leaveMyAnswers: "Leave my answers",
  allAnswered: "All questions answered",
  answeredOf: (n: number, all: number): string => `${n} of ${all} answered`,
  // what becomes of a question to the server
  keyNeeded: "On this server only holders of a key get predictions. Enter yours under Operations, come back and ask again.",
  /** @param why in the server's words, in English; empty where it has none */
  endedWithout: (why: string): [before: string, why: string, after: string] => [`The first training ended without a model${why ? ": " : ""}`, why, ". An operator can start it again."],
};
