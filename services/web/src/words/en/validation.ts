export default {
  // the page
  title: "Validation",
  titleOf: (subject: string, when: string): string => `${subject}: validation of ${when}`,
  notThere: "There is no such validation",
  seeValidations: "See all validations",
  noReport: "There is no report",
  howGood: "How good is it on these rows?",
  validated: (model: string, when: string): string => `${model}, validated ${when}`,
  withoutLearning: "Validation without learning",
  championThen: "Champion then",
  trainingsReport: "The training’s report",
  // beside its training
  beside: "Beside its training",
  /** follows a sentence about the rows */
  measuredOn: (rows: string, people: string | null, events: string, outcome: string): string =>
    ` ${rows} rows${people === null ? "" : ` of ${people} people`}, ${events} ${people === null ? "of them" : "people"} with ${outcome}.`,
  whatZMeans: "What z means",
  comparedCaption: "Each figure here and in training, with 95 % intervals",
  figure: "Figure",
  here: "Here",
  inTraining: "In training",
  z: "z",
  whatItSays: "What it says",
  /** what is not here is called as the server calls it */
  figures: {} as Record<string, string>,
  // calibration
  calibrationLead: "People here in groups of equal size, from the lowest score to the highest. On the dashed line, the model says what happens.",
  tooFewForGroups: "There are too few people for groups.",
  observedHere: "Observed here, with 95 % interval",
  groupsOfTraining: "The groups of the training as a table",
  predicted: "Predicted",
  observed: "Observed",
  people: "People",
  // by site and time
  bySite: "By site",
  bySiteLead: "This version at each site of the file. Under 30 people with or without the outcome there are too few for a figure.",
  bySiteTable: "Figures by site",
  byTime: "By time",
  byTimeLead: "Up to four periods with about as many rows each, first to last. Under 30 people with or without the outcome there are too few for a figure.",
  byTimeTable: "Figures by time",
  // the rows
  rows: "The rows",
  rowsLead: (rows: string, people: string | null, prevalence: string, outcome: string): string =>
    `${rows} rows${people === null ? "" : ` of ${people} people`} were measured, ${prevalence} of them with ${outcome}. They are deleted; nothing has learned from them.`,
  none: "none",
  refused: "Refused",
  refusedRows: (rows: string, fields: string): string => `${rows} rows get no number from this version, and were not measured${fields}`,
  outOfRange: "Out of range",
  outOfRangeRows: (rows: string, fields: string): string => `${rows} rows hold values out of the range of its training; they were measured${fields}`,
  /** field and rows, one after the other */
  ofFields: (counts: string[]): string => (counts.length > 0 ? ` (${counts.join(", ")})` : ""),
  shifted: "Shifted",
  notShifted: "No field differs from the rows that it learned from by more than chance.",
  shiftedFields: (fields: string[]): string => `By more than chance: ${fields.join(", ")}.`,
  theFile: "The file",
  fieldsLead: (outcome: string): string => `How the answers are spread here among those with ${outcome} and among those without. Stability compares them with the rows that the version learned from: 0 where they are spread alike (population stability index).`,
};
