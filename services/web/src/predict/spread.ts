/** What the answer leaves open where somebody does not know a value: it is an average, and between what. */

import type { Open } from "../charts/people";
import type { Prediction } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/answer";
import { labelIn, ofHundredPeople, spanOfHundred } from "./wording";

export type Spread = NonNullable<Prediction["range"]>;

/** Null where the range is no wider than a figure. */
export function openOf(range: Spread | null | undefined): Open | null {
  if (!range) return null;
  const [from, to] = [range.low, range.high].map((end) => ofHundredPeople(end).affected) as [number, number];
  return from < to ? { from, to } : null;
}

export const labelsOf = (predictor: Predictor, { unknown }: Spread): string[] => unknown.map(labelIn(predictor));

/** Beside the figure itself, for the range is a part of it. */
export function spreadNote(predictor: Predictor, range: Spread | null | undefined): HTMLElement | null {
  if (!range) return null;
  return h("p", { class: "alert alert-info result-range", "data-range": `${range.low} ${range.high}`, "data-range-of": range.unknown.join(" ") }, icon("info"), h("span", {},
    h("strong", {}, say.dependingOn(spanOfHundred(range), labelsOf(predictor, range))), say.leftOpen(range.unknown.length > 1)));
}
