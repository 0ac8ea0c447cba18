export default {
  // buttons
  tryAgain: "Try again",
  cancel: "Cancel",
  copy: "Copy",
  print: "Print",
  remove: "Remove",
  leaveAsItIs: "Leave it as it is",
  /** on a button that leads back to all that can be predicted */
  seeWhatCanBe: "See what can be predicted",
  seeVersions: "See all versions",
  howGood: "How good is this model?",
  modelCard: "Model card",
  // what things are called
  yes: "Yes",
  no: "No",
  none: "none",
  name: "Name",
  reason: "Reason",
  version: "Version",
  champion: "Champion",
  candidate: "Candidate",
  training: "Training",
  dataSets: "Data sets",
  rows: "Rows",
  initialRows: "the initial rows",
  // what figures are called
  auroc: "AUROC",
  logLoss: "Log loss",
  brier: "Brier score",
  slope: "Calibration slope",
  observedExpected: "Observed / expected",
  recall: "Recall",
  precision: "Precision",
  threshold: "Threshold",
  higherIsBetter: "higher is better",
  lowerIsBetter: "lower is better",
  // how sentences are put together
  /** "a, b and c" */
  and: (names: string[]): string => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`),
  /** "a, b": a list that ends nowhere in particular */
  list: (names: string[]): string => names.join(", "),
  /** a heading that a sentence follows on the same line: "Sex: " */
  colon: (name: string): string => `${name}: `,
  /** the end of a sentence that is made of parts */
  stop: ".",
  /** between two sentences of a line */
  gap: " ",
  /** sentences one after the other */
  sentences: (all: string[]): string => all.filter(Boolean).join(" "),
  /** what an arrow between two figures is to the ear */
  arrow: "to",
  // while something comes
  oneMoment: "One moment…",
  workingItOut: "Working it out…",
  /** what a progress bar says to the ear */
  progress: (percent: number, what: string): string => `${percent} %, ${what}`,
  // what went wrong
  unreachable: "The server did not answer. Check the connection and try again.",
  pageFault: "Something went wrong on this page. Load it again.",
  /** what a refusal of the server is about, by its status; what is not here stands as the server says it, in English */
  refused: {} as Readonly<Record<number, string>>,
  statusIs: (status: number): string => `Error ${status}`,
  // the key
  unlockAbove: "Unlock above first",
  roleMayNot: "Your key’s role may not do this",
  otherPredictors: "Your key is for other predictors",
  wrongKey: "This key is not right.",
  keyRevoked: null as string | null,
  keyExpired: null as string | null,
  unlockFirst: "Unlock with a key first.",
};
