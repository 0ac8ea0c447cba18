/** How sure a figure is: one interval beneath it, and more for those who ask. */

import type { Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { reportAddress } from "../ui/addresses";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { inPieces } from "../ui/pieces";
import { say } from "../words/answer";
import { say as shared } from "../words/shared";
import { ofHundredPeople } from "./wording";

/**
 * What was observed, beneath the figure; where it is another one, which of the two to believe. Averages have a range instead,
 * and a guess has none: those who were observed were not like this.
 */
export function interval({ wording }: Predictor, { band: observed, probability, range: averaged, outside }: Prediction): HTMLElement | null {
  if (averaged || outside.length > 0) return null;
  if (!observed) return h("p", { class: "result-interval", "data-observed-risk": "" }, say.notObserved);
  const ends = `${observed.low} ${observed.high}`;
  if (observed.agrees !== false) {
    return h("p", { class: "result-interval", "data-observed-risk": ends }, inPieces(say.observed(wording.people, range(observed))));
  }
  const fewer = probability > observed.high;
  return h("p", { class: "alert alert-warning result-interval", "data-disagrees": true, "data-observed-risk": ends }, icon("warning"), h("span", {},
    inPieces(say.disagrees(fewer, wording.people, range(observed), ofHundredPeople(probability).n))));
}

/** What an answer says of its own certainty; open, it stays open. */
export function certainty(): { element: HTMLElement; show(prediction: Prediction): void } {
  const body = h("div");
  return {
    element: h("details", { class: "more certainty", "data-certainty": true }, h("summary", {}, say.howSure), body),
    show: (prediction) => replace(body, inWords(prediction)),
  };
}

function inWords({ band: observed, refits: bootstrap, range: averaged, outside }: Prediction): Child {
  if (outside.length > 0) return h("p", {}, say.nobodyCanSay);
  if (averaged) return h("p", {}, say.anAverage);
  return [
    observed ? h("p", {}, say.observedRange(range(observed)))
      : h("p", {}, say.tooFew),
    bootstrap ? h("p", { "data-bootstrap": `${bootstrap.low} ${bootstrap.high}` }, say.otherModels(range(bootstrap))) : null,
    observed || bootstrap ? h("p", { class: "muted" }, say.aboutGroup(Boolean(observed && bootstrap))) : null,
  ];
}

/** "9 to 12", "at most 3": never a bare 0 or 100, the data are not that sure. */
function range({ low, high }: { low: number; high: number }): string {
  const from = Math.round(low * 100);
  const to = Math.round(high * 100);
  if (high < 0.01) return say.fewerThan1;
  if (low > 0.99) return say.moreThan99;
  if (low < 0.01) return say.atMost(to);
  if (high > 0.99) return say.atLeast(from);
  return say.span(from, to);
}

/** The way to the report. It stays while results follow each other, and with it the focus of whoever has come to it. */
export function howGood(predictor: string): { element: HTMLElement; show(prediction: Prediction): void } {
  const link = h("a", { "data-action": "how-good" }, shared.howGood);
  return {
    element: h("p", { class: "how-good" }, link),
    show: ({ version }) => link.setAttribute("href", reportAddress(predictor, version)),
  };
}
