/** People beside whom an answer is told: alike in a few fields, whatever else they are. */

import { people, type People } from "../charts/people";
import type { Inputs, Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, replace } from "../ui/dom";
import { inPieces } from "../ui/pieces";
import { say } from "../words/answer";
import { count } from "../words/numbers";
import { fill, ofHundredPeople } from "./wording";

type Group = Predictor["peers"][number];

/** The group that somebody with these answers belongs to; null where an answer is open, or too few were counted. */
export const peersOf = (groups: Group[], inputs: Inputs): Group | null =>
  groups.find(({ levels }) => levels.every(({ field, value, low, high }) => {
    const given = inputs[field];
    if (value !== null) return given === value;
    return typeof given === "number" && !(low !== null && given < low) && !(high !== null && given >= high);
  })) ?? null;

export interface PeersView {
  element: HTMLElement;
  /** @param example some of the answers are the example's */
  show(prediction: Prediction, inputs: Inputs, example: boolean): void;
}

/** A second row of people, beneath that of the answer. */
export function peersView(predictor: Predictor): PeersView {
  const words = h("figcaption");
  const element = h("figure", { class: "people-figure peers", hidden: true }, words);
  let row: People | null = null;
  return {
    element,
    show({ version, probability }, inputs, example) {
      // Of another version than the one that answered it would be a guess.
      const group = predictor.serving?.version === version ? peersOf(predictor.peers, inputs) : null;
      element.hidden = group === null;
      if (group === null) return;
      const { n, affected, partly } = ofHundredPeople(group.events / group.n);
      const { before, value, after } = fill(group.sentence, "n", n);
      const next = { affected, partly, open: null, label: say.figures(n, `${before}${value}${after}`) };
      if (row) row.show(next);
      else {
        row = people(20, next);
        element.prepend(row.element);
      }
      replace(words, h("p", { "data-peers": group.n }, before, h("strong", {}, value), after, inPieces(say.withAnswers(ofHundredPeople(probability).n, example)),
        h("span", { class: "muted" }, say.countedAmong(count(group.n)))));
    },
  };
}
