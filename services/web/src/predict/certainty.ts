/** How sure a figure is: only for those who ask, and after the figure itself. */

import { h } from "../dom";
import { count } from "../format";
import { sign } from "../marks";
import { reportAddress } from "../report/address";
import type { Prediction } from "../wire";
import { ofHundredPeople } from "./wording";

/** Where the figure is not what was observed: said beside it, with which of the two to believe. */
export function disagreement({ band, probability }: Prediction): HTMLElement | null {
  if (!band || band.agrees !== false) return null;
  const less = probability > band.high;
  return h("p", { class: "alert alert-warning", "data-disagrees": true }, sign("warning"), h("span", {},
    h("strong", {}, less ? "Fewer were observed: " : "More were observed: "),
    `of 100 people with a score like this, ${range(band)} had it, not ${ofHundredPeople(probability).n}. Believe this rather than the score: it is what happened.`,
    typeof band.n === "number" ? ` ${near(band.n)}.` : ""));
}

const near = (n: number): string => `${count(n)} people had a score within 2 points of it`;

/** What an answer says of its own certainty. */
export function certainty({ band, refits, range: averaged }: Prediction): HTMLElement {
  if (averaged) return h("details", { class: "more certainty", "data-certainty": true },
    h("summary", {}, "How sure is that?"),
    h("p", { "data-band": "" }, "This is an average, because something is not known. What happened to people with such a score was counted where everything was known, so that there is no interval for it. For nine in ten plausible values the score lies within the range that is told above."));
  return h("details", { class: "more certainty", "data-certainty": true },
    h("summary", {}, "How sure is that?"),
    band ? h("p", { "data-band": `${band.low} ${band.high}` },
      `Of 100 people with a score like this, ${range(band)} had it`,
      h("span", { class: "muted" }, typeof band.n === "number" ? ` (95 % interval; ${near(band.n)})` : " (95 % interval)"), ".")
      : h("p", { "data-band": "" }, "How many of the people with a score like this had it is not known."),
    refits ? h("p", { "data-refits": `${refits.low} ${refits.high}` }, `Models from other samples of the same size would say ${range(refits)}.`) : null,
    band || refits ? h("p", { class: "muted" }, `${band && refits ? "Both are" : "This is"} about the group, not about you.`) : null);
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
