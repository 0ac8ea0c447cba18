import type { Piece } from "../pieces";

export default {
  // how far a training is
  stages: {
    queued: "waiting for its turn",
    data: "checking the data",
    split: "setting rows aside for the test",
    candidates: "comparing candidates",
    fit: "fitting the winner",
    evaluate: "measuring it on rows it has not seen",
    gate: "deciding whether it is good enough",
    export: "writing the model",
    publish: "publishing",
    done: "done",
  } as Readonly<Record<string, string>>,
  /** "42 %, fitting the winner" */
  progress: (percent: number, stage: string): string => `${percent} %, ${stage}`,
  quick: "Quick training",
  quickHint: "Declared settings and a reduced comparison",
  full: "Full training",
  // the gate
  gate: {
    accepted: "The gate let this version pass.",
    undecided: "These rows tell too little to let this version pass by itself.",
    rejected: "The gate rejected this version.",
  },
  keptAsCandidate: "It is kept as a candidate; the operator may promote it.",
  /** @param open of how many the rows tell too little */
  passed: (passed: number, all: number, open: number): string => `Passed ${passed} of ${all} ${all === 1 ? "check" : "checks"}${open > 0 ? `; ${open} cannot be told` : ""}`,
  // whether two figures differ
  found: { alike: "Within chance", perhaps: "Perhaps", differs: "Differs", "cannot tell": "Cannot tell" },
  // without a model
  whyRejected: "Why it was rejected",
  noReason: "Its record gives no reason.",
  candidateWaits: (): Piece[] => ["A model was trained, and waits for somebody to decide whether it may answer. Whoever runs this Bellwether sees why, and decides, under ", { link: "Operations" }, "."],
  wasRejected: (): Piece[] => ["A model was trained, but it was not good enough to answer anybody, so it was rejected. Whoever runs this Bellwether sees why, and what can be done, under ", { link: "Operations" }, "."],
  hasFailed: (): Piece[] => ["The training did not succeed, so there is no model yet. Whoever runs this Bellwether sees the reason under ", { link: "Operations" }, "."],
};
