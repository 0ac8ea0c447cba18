/** What the threshold means: told as people, and what it does not say. */

import { hundredPeople } from "../charts/hundred";
import type { Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, replace, type Child } from "../ui/dom";
import { ofHundred } from "../words/numbers";

type PointedOut = NonNullable<Predictor["pointed_out"]>;

/** "28 were pointed out: 7 who had it, 21 who had not. 2 more who had it were missed." */
export function peopleInWords({ found, missed, alarms }: PointedOut): string {
  const flagged = found + alarms;
  if (flagged === 0) return `Hardly anybody was pointed out. ${missedInWords(missed)}`;
  const who = flagged === 1 ? "1 was" : `${flagged} were`;
  return `${who} pointed out: ${found} who had it, ${alarms} who had not. ${missedInWords(missed)}`;
}

const missedInWords = (missed: number): string =>
  missed === 0 ? "Hardly anybody who had it was missed." : missed === 1 ? "1 more who had it was missed." : `${missed} more who had it were missed.`;

/** What neither side of the line says. */
export function limitsInWords({ found, missed, alarms, left }: PointedOut): [above: string, below: string] {
  const flagged = found + alarms;
  return [
    flagged === 0 ? "It does not say that somebody is ill." : `It does not say that somebody is ill: of these ${flagged} people ${alarms} had it not.`,
    missed === 0 ? "To be below the line is no promise." : `To be below the line is no promise: of the ${missed + left} people there ${missed} had it all the same.`,
  ];
}

export interface MeaningView {
  element: HTMLElement;
  show(prediction: Prediction): void;
}

/** Open, it stays open. */
export function meaning(predictor: Predictor): MeaningView {
  const summary = h("summary");
  const body = h("div", { class: "contribution-body" });
  const element = h("details", { class: "more contributions", "data-meaning": true }, summary, body);
  return {
    element,
    show({ version, threshold }) {
      replace(summary, `What does ${ofHundred(threshold)} of 100 mean?`);
      // Of another version than the one that answered the people would be other ones.
      replace(body, inWords(predictor, threshold, predictor.serving?.version === version ? predictor.pointed_out : null));
    },
  };
}

function inWords({ wording }: Predictor, threshold: number, people: PointedOut | null): Child {
  const line = `From ${ofHundred(threshold)} of 100 on, this model points somebody out.`;
  const next = wording.next_step ? h("p", { "data-next-step": true }, wording.next_step) : null;
  if (people === null) return [h("p", {}, line, " It does not say that somebody is ill, and to be below is no promise."), next];
  const told = `Of 100 ${wording.people}, ${peopleInWords(people)}`;
  const [above, below] = limitsInWords(people);
  const kinds = [
    { look: "found", n: people.found, words: "had it, pointed out" }, { look: "alarm", n: people.alarms, words: "had it not, pointed out all the same" },
    { look: "missed", n: people.missed, words: "had it, missed" }, { look: "left", n: people.left, words: "had it not, left alone" },
  ] as const;
  return [
    h("p", { "data-pointed-out": true }, `${line} ${told}`),
    h("figure", { class: "people-figure" }, hundredPeople([...kinds], told, 20), h("figcaption", {}, h("ul", { class: "hundred-keys" },
      kinds.map(({ look, n, words }) => h("li", { class: `hundred-key key-${look}` }, h("strong", {}, String(n)), h("span", {}, words)))))),
    h("p", {}, above),
    h("p", {}, below),
    next,
  ];
}
