/** What the threshold means: told as people, and what it does not say. */

import { hundredPeople } from "../charts/hundred";
import type { Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, replace, type Child } from "../ui/dom";
import { say } from "../words/answer";
import { ofHundred } from "../words/numbers";
import { say as shared } from "../words/shared";

type PointedOut = NonNullable<Predictor["pointed_out"]>;

/** "28 were pointed out: 7 who had it, 21 who had not. 2 more who had it were missed." */
export const peopleInWords = (people: PointedOut): string => say.pointedOut(people);

/** What neither side of the line says. */
export const limitsInWords = (people: PointedOut): [above: string, below: string] => say.limits(people);

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
      replace(summary, say.whatMeans(ofHundred(threshold)));
      // Of another version than the one that answered the people would be other ones.
      replace(body, inWords(predictor, threshold, predictor.serving?.version === version ? predictor.pointed_out : null));
    },
  };
}

function inWords({ wording }: Predictor, threshold: number, people: PointedOut | null): Child {
  const line = say.fromOn(ofHundred(threshold));
  const next = wording.next_step ? h("p", { "data-next-step": true }, wording.next_step) : null;
  if (people === null) return [h("p", {}, shared.sentences([line, say.neitherSays])), next];
  const told = say.ofHundred(wording.people, peopleInWords(people));
  const [above, below] = limitsInWords(people);
  const kinds = [
    { look: "found", n: people.found, words: say.found }, { look: "alarm", n: people.alarms, words: say.alarm },
    { look: "missed", n: people.missed, words: say.missed }, { look: "left", n: people.left, words: say.left },
  ] as const;
  return [
    h("p", { "data-pointed-out": true }, shared.sentences([line, told])),
    h("figure", { class: "people-figure" }, hundredPeople([...kinds], told, 20), h("figcaption", {}, h("ul", { class: "hundred-keys" },
      kinds.map(({ look, n, words }) => h("li", { class: `hundred-key key-${look}` }, h("strong", {}, String(n)), h("span", {}, words)))))),
    h("p", {}, above),
    h("p", {}, below),
    next,
  ];
}
