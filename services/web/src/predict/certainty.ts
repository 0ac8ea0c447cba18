/** How sure a figure is: one interval beneath it, and more for those who ask. */

import type { Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { reportAddress } from "../ui/addresses";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { ofHundredPeople } from "./wording";

/**
 * What was observed, beneath the figure; where it is another one, which of the two to believe. Averages have a range instead,
 * and a guess has none: those who were observed were not like this.
 */
export function interval({ wording }: Predictor, { band: observed, probability, range: averaged, outside }: Prediction): HTMLElement | null {
  if (averaged || outside.length > 0) return null;
  if (!observed) return h("p", { class: "result-interval", "data-observed-risk": "" }, "How many of those with a figure like this had it is not known.");
  const ends = `${observed.low} ${observed.high}`;
  if (observed.agrees !== false) {
    return h("p", { class: "result-interval", "data-observed-risk": ends }, `Among ${wording.people} with a figure like this, `, h("strong", {}, `${range(observed)} of 100`), " had it.");
  }
  const less = probability > observed.high;
  return h("p", { class: "alert alert-warning result-interval", "data-disagrees": true, "data-observed-risk": ends }, icon("warning"), h("span", {},
    h("strong", {}, less ? "Fewer were observed: " : "More were observed: "),
    `among ${wording.people} with a figure like this, ${range(observed)} of 100 had it, not ${ofHundredPeople(probability).n}. Believe this rather than the figure above: it is what happened.`));
}

/** What an answer says of its own certainty; open, it stays open. */
export function certainty(): { element: HTMLElement; show(prediction: Prediction): void } {
  const body = h("div");
  return {
    element: h("details", { class: "more certainty", "data-certainty": true }, h("summary", {}, "How sure is that?"), body),
    show: (prediction) => replace(body, inWords(prediction)),
  };
}

function inWords({ band: observed, refits: bootstrap, range: averaged, outside }: Prediction): Child {
  if (outside.length > 0) return h("p", {}, "Nobody can say: too few people were like this to count how many of them had it.");
  if (averaged) return h("p", {}, "This is an average, because something is not known. What happened to people with such a score was counted where everything was known, so that there is no interval for it. For nine in ten plausible values the score lies within the range shown above.");
  return [
    observed ? h("p", {}, `${capital(range(observed))} of 100 is what was observed, in people whom the model had not seen: a 95 % interval.`)
      : h("p", {}, "Too few people had a figure like this to count how many of them had it."),
    bootstrap ? h("p", { "data-bootstrap": `${bootstrap.low} ${bootstrap.high}` }, `Models from other samples of the same size would say ${range(bootstrap)}.`) : null,
    observed || bootstrap ? h("p", { class: "muted" }, `${observed && bootstrap ? "Both are" : "This is"} about the group, not about you.`) : null,
  ];
}

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());

/** "9 to 12", "at most 3": never a bare 0 or 100, the data are not that sure. */
function range({ low, high }: { low: number; high: number }): string {
  const from = Math.round(low * 100);
  const to = Math.round(high * 100);
  if (high < 0.01) return "fewer than 1";
  if (low > 0.99) return "more than 99";
  if (low < 0.01) return `at most ${to}`;
  if (high > 0.99) return `at least ${from}`;
  return from === to ? `about ${from}` : `${from} to ${to}`;
}

export const howGood = (predictor: string, version: string): HTMLElement =>
  h("p", { class: "how-good" }, h("a", { href: reportAddress(predictor, version), "data-action": "how-good" }, "How good is this model?"));
