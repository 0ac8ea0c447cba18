/** What the answer leaves open where somebody does not know a value: it is an average, and between what. */

import { h } from "../dom";
import { sign } from "../marks";
import type { Prediction, Predictor } from "../wire";
import { ofHundredPeople, spanOfHundred } from "./wording";

export type Spread = NonNullable<Prediction["range"]>;

/** Of a hundred figures: so many surely coloured, and up to where they may be. */
export interface Open {
  from: number;
  to: number;
}

/** Null where the range is no wider than a figure. */
export function openOf(range: Spread | null | undefined): Open | null {
  if (!range) return null;
  const [from, to] = [range.low, range.high].map((end) => ofHundredPeople(end).affected) as [number, number];
  return from < to ? { from, to } : null;
}

export const labelsOf = (predictor: Predictor, { unknown }: Spread): string =>
  unknown.map((name) => predictor.fields.find((field) => field.name === name)?.label ?? name).join(", ");

/** Beside the figure itself, for the range is a part of it. */
export function spreadNote(predictor: Predictor, range: Spread | null | undefined): HTMLElement | null {
  if (!range) return null;
  const several = range.unknown.length > 1;
  return h("p", { class: "alert alert-info result-range", "data-range": `${range.low} ${range.high}`, "data-range-of": range.unknown.join(" ") }, sign("info"), h("span", {},
    h("strong", {}, `${spanOfHundred(range)} of 100, depending on: ${labelsOf(predictor, range)}. `),
    `You do not know ${several ? "these" : "it"}, so the figure is the average over ${several ? "the values" : "values"} that people with your other answers have. It assumes that not knowing ${several ? "them" : "it"} tells nothing by itself.`));
}
