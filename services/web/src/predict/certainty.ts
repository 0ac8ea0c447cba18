/** How sure a figure is: only for those who ask, and after the figure itself. */

import { h } from "../dom";
import { count } from "../format";
import { reportAddress } from "../report/address";
import type { Prediction } from "../wire";

/** What an answer says of its own certainty; nothing where it says nothing. */
export function certainty({ band, refits }: Prediction): HTMLElement | null {
  if (!band && !refits) return null;
  return h("details", { class: "more certainty", "data-certainty": true },
    h("summary", {}, "How sure is that?"),
    band ? h("p", { "data-band": `${band.low} ${band.high}` },
      `Of people with a score like this, ${range(band)} of 100 had it`,
      typeof band.n === "number" ? h("span", { class: "muted" }, ` (95 % interval; as much is known as from ${count(Math.round(band.n))} people)`) : h("span", { class: "muted" }, " (95 % interval)"), ".") : null,
    refits ? h("p", { "data-refits": `${refits.low} ${refits.high}` }, `Models from other samples of the same size would say ${range(refits)}.`) : null,
    h("p", { class: "muted" }, `${band && refits ? "Both are" : "This is"} about the group, not about you.`));
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
