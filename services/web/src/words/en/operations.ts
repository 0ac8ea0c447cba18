export default {
  // the desk
  title: "Operations",
  titleOf: (predictor: string): string => `Operations: ${predictor}`,
  noPredictor: "There is no predictor yet.",
  noSuchPredictor: "There is no such predictor. Choose one above.",
  keepsAsking: "This page keeps asking.",
  busy: (seconds: number): string => `The server is busy; asking again in ${seconds} s.`,
  /** a time */
  asOf: (time: string): string => `As of ${time}.`,
  predictors: "Predictors",
  chooseOne: "Choose one",
  withoutModel: (predictor: string): string => `${predictor} (no model yet)`,
  oneOf: (predictors: string): string => `Predictor, one of ${predictors}`,
  // declarations that cannot be read
  broken: "Declarations that cannot be read",
  brokenFolder: ["The declaration in ", " cannot be read, so visitors do not see it."] as [before: string, after: string],
  // what became of a decision
  serves: (version: string): string => `Version ${version} serves now.`,
  loading: (version: string): string => `Version ${version} is the champion. The server is loading it…`,
  notLoaded: (version: string): string => `Version ${version} is the champion on record, but the server has not loaded it yet. See “Serving” above.`,
  withdrawn: (version: string): string => `Version ${version} is withdrawn.`,
  held: (version: string): string => `Version ${version} is held: no collection removes it.`,
  released: (version: string): string => `Version ${version} is held no more.`,
  overtaken: "Somebody else was faster and has promoted. Your promotion was not made: this is the state now, decide again.",
  overtakenBy: (version: string, since: string, reason: string): string =>
    `Somebody else was faster and has promoted ${version} (${since}${reason ? `, “${reason}”` : ""}). Your promotion was not made: this is the state now, decide again.`,
  // what answers
  serving: "Serving",
  model: "Model",
  ofHundred: (n: string): string => `${n} of 100`,
  since: "Since",
  by: "By",
  passedGate: "It passed the gate",
  refused: "A version was refused. The one before keeps answering.",
  /** the version stands before it, the server's reason behind it */
  refusedAt: (when: string): string => `on ${when}:`,
  servingOlder: "Serving an older version",
  servingChampion: "Serving the champion",
  noModel: "No model yet",
  onRecord: ["The champion on record is ", "."] as [before: string, after: string],
  onlyRejected: "The only model so far was rejected, so nothing answers.",
  afterRejection: "What you can do: retrain, in full or with more data sets; correct the rows or the declaration in the predictor’s folder; or promote this version by force, with a reason, under Versions.",
  onlyCandidate: "The only model so far is a candidate, so nothing answers.",
  afterCandidate: "What you can do: read its report, and promote it under Versions; or retrain.",
  // the newest version
  evaluation: "Evaluation of the newest version",
  noEvaluation: "It appears after the first training.",
  unread: (version: string): string => `The report of ${version} could not be read.`,
  plainLogistic: "Plain logistic regression",
  alwaysNo: "Always no",
  /** the version stands behind it */
  trainingOf: (when: string): string => `Training of ${when}, version `,
  fullReport: "The full report",
  candidates: "All candidates side by side",
  outOfFold: (rows: string, folds: number): string =>
    `${rows} rows in ${folds} folds. Out-of-fold: each row was predicted by a model fitted on the other folds, and calibrated. Every candidate stands at the threshold that the policy gives it. These figures chose the winner; those of the version itself, in the list above and in its report, were measured apart from that choice and may differ a little.`,
  // the history
  history: "Champion history",
  comparisons: (n: number, written: string): string =>
    `${written} ${n === 1 ? "version has" : "versions have"} been compared on the present evaluation set. The more are tried on the same rows, the likelier one passes by luck.`,
  nothingHappened: "Nothing has happened yet.",
  showMore: "Show more",
  event: {
    promoted: "Promoted", "kept as candidate": "Candidate", rejected: "Rejected", "rolled back": "Rolled back", forced: "By force",
    withdrawn: "Withdrawn", held: "Held", released: "Released", collected: "Collected",
  },
  /** behind a time */
  byWhom: (who: string): string => `by ${who}`,
  forcedAll: "The gate had rejected it; an operator promoted it all the same.",
  against: ["Measured against ", "."] as [before: string, after: string],
  more: "More",
  passed: "Passed the gate",
  againstGate: (reason: string): string => `Against the gate${reason ? `: ${reason}` : ""}`,
  /** what stays known of a version whose files are gone; empty: not known */
  filesGone: (model: string, made: string, auroc: string): string =>
    [[model, made ? `of ${made}` : ""].filter(Boolean).join(" "), auroc ? `AUROC ${auroc}` : "", "its files are gone"].filter(Boolean).join(", "),
  // dialogs that ask for a reason
  required: "(required)",
  optional: "(if you like)",
  sayWhy: "Say why, for whoever reads the history.",
};
