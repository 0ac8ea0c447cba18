/** How sure a figure is: only for those who ask, and after the figure itself. */

import type { Prediction } from "../net/wire/predictions";
import { reportAddress } from "../ui/addresses";
import { h, replace, type Child } from "../ui/dom";
import { count } from "../ui/format";
import { icon } from "../ui/icons";
import { ofHundredPeople } from "./wording";

/** Where the figure is not what was observed: said beside it, with which of the two to believe. */
export function disagreement({ band: observed, probability }: Prediction): HTMLElement | null {
  if (!observed || observed.agrees !== false) return null;
  const less = probability > observed.high;
  return h("p", { class: "alert alert-warning", "data-disagrees": true }, icon("warning"), h("span", {},
    h("strong", {}, less ? "Fewer were observed: " : "More were observed: "),
    `of 100 people with a score like this, ${range(observed)} had it, not ${ofHundredPeople(probability).n}. Believe this rather than the score: it is what happened.`,
    typeof observed.n === "number" ? ` ${near(observed.n)}.` : ""));
}

const near = (n: number): string => `${count(n)} people had a score within 2 points of it`;

/** What an answer says of its own certainty; open, it stays open. */
export function certainty(): { element: HTMLElement; show(prediction: Prediction): void } {
  const body = h("div");
  return {
    element: h("details", { class: "more certainty", "data-certainty": true }, h("summary", {}, "How sure is that?"), body),
    show: (prediction) => replace(body, inWords(prediction)),
  };
}

function inWords({ band: observed, refits: bootstrap, range: averaged }: Prediction): Child {
  if (averaged) return h("p", { "data-observed-risk": "" }, "This is an average, because something is not known. What happened to people with such a score was counted where everything was known, so that there is no interval for it. For nine in ten plausible values the score lies within the range shown above.");
  return [
    observed ? h("p", { "data-observed-risk": `${observed.low} ${observed.high}` },
      `Of 100 people with a score like this, ${range(observed)} had it`,
      h("span", { class: "muted" }, typeof observed.n === "number" ? ` (95 % interval; ${near(observed.n)})` : " (95 % interval)"), ".")
      : h("p", { "data-observed-risk": "" }, "How many of the people with a score like this had it is not known."),
    bootstrap ? h("p", { "data-bootstrap": `${bootstrap.low} ${bootstrap.high}` }, `Models from other samples of the same size would say ${range(bootstrap)}.`) : null,
    observed || bootstrap ? h("p", { class: "muted" }, `${observed && bootstrap ? "Both are" : "This is"} about the group, not about you.`) : null,
  ];
}

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
