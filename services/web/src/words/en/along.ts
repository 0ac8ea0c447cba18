import type { Piece } from "../pieces";

/** "about 14", but "fewer than 1". */
const about = (n: string): string => (/^\d/.test(n) ? `about ${n}` : n);

export default {
  // what an answer might have been
  whatIf: "What if an answer were different?",
  noEffect: "This is about other people. The model cannot tell what would happen if somebody changed: people who differ in this differ in other ways too.",
  yours: (question: string, answer: string, example: boolean): string => `${question} – ${example ? "here" : "you"}: ${answer}`,
  /** what stands in brackets stays on one line */
  others: (answer: string, n: string, own: string, example: boolean): Piece[] => [
    "People who answer ", { answer }, ` and otherwise like ${example ? "the example" : "you"}: `, { figure: about(n) }, " of 100",
    n === own ? `, as with ${example ? "its" : "your"} answers.` : ` (${own}\u00a0with\u00a0${example ? "its" : "your"}\u00a0answers).`],
  noNumber: (answer: string, why: string): Piece[] => [
    "People who answer ", { answer }, ": no number is given. ", why || "Hardly anybody was like this."],
  nobodyToCompare: "Hardly anybody was like this, so there is nobody to compare with.",

  // the three ways
  takeAlong: "Take it along",
  copy: "Copy as text",
  link: "Link",
  copied: "Copied.",
  copyYourself: "This browser does not let the page copy. Mark the text and copy it.",
  textToCopy: "Text to copy",
  linkSays: "The link contains all your answers. Whoever has it can read them. The server never sees them: they stand behind a sign in the address that browsers keep to themselves. A browser or a mail program may remember the link.",
  copyLink: "Copy the link",

  // the page and the text
  made: (when: string): string => `Made on ${when} with Bellwether`,
  guess: "This figure is a guess: hardly anybody was like this.",
  beside: "Beside whom",
  answers: "Your answers",
  exampleAnswers: "The answers",
  converted: (typed: string, means: string): string => `${typed} (${means})`,
  questions: "Questions for your doctor",

  // answers that came from a link
  fromLink: "These answers came from a link.",
  lookThrough: "They may be somebody else’s. Look through them, then show the result. The address does not contain them any more.",
  brokenLink: "The answers of this link could not be read.",
  nothingFilled: "Nothing was filled in. Ask for the link again, or answer the questions yourself.",
  ignored: (n: number): string => (n === 1 ? "1 part of the link is not asked here and was left out." : `${n} parts of the link are not asked here and were left out.`),
  unreadable: (questions: string): string => `Could not be read and is left open: ${questions}.`,
  former: "Take my former answers instead",
};
