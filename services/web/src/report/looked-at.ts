/** The threshold that somebody looks at: the one in use, until the slider goes elsewhere. */

import type { Point } from "../charts/points";
import type { Estimate, Measures, Operating, Report } from "../net/wire/report";

/** What a threshold does. */
export interface Rates {
  threshold: number;
  sensitivity: Estimate;
  specificity: Estimate;
  flagged: Estimate;
  precision: Estimate | null;
  /** per person; null in older reports, and where nobody is pointed out */
  net_benefit?: Estimate | null;
}

export interface LookedAt {
  /** those that can be looked at, rising; none in older reports */
  points: Operating["points"];
  inUse: Rates;
  /** the place of the one in use, or of its neighbour where too few people lie beyond it for a point of its own */
  home: number;
  /** the point that is looked at; null: the one in use, of which there is none */
  point(): Point | null;
  rates(): Rates;
  /** whether it is another one than that in use */
  away(): boolean;
  /** look at the point at a place, or with null at the one in use */
  look(place: number | null): void;
  follow(act: () => void): void;
}

type Measured = Pick<Report, "threshold"> & { operating?: Operating; evaluation: { winner: Measures } };

export function lookedAt({ threshold, operating, evaluation: { winner } }: Measured): LookedAt {
  const points = operating?.points ?? [];
  const [low, high] = winner.intervals.precision;
  const inUse: Rates = { threshold: threshold.value, sensitivity: threshold.sensitivity, specificity: threshold.specificity, flagged: threshold.flagged, net_benefit: threshold.net_benefit ?? null, precision: { estimate: winner.precision, low, high } };
  const exact = points.findIndex((point) => point.threshold === threshold.value);
  const beyond = points.findIndex((point) => point.threshold >= threshold.value);
  const home = beyond >= 0 ? beyond : points.length - 1;
  const acts: (() => void)[] = [];
  let place: number | null = null;
  const there = () => (place === null ? null : points[place] ?? null);
  return {
    points,
    inUse,
    home,
    point: () => there() ?? points[exact] ?? null,
    rates: () => there() ?? inUse,
    away: () => there() !== null,
    look(wanted) {
      place = wanted === exact ? null : wanted;
      acts.forEach((act) => act());
    },
    follow: (act) => void acts.push(act),
  };
}

/** People rightly pointed out, less those pointed out for nothing, who weigh as much as the threshold says; per person. */
export const netBenefit = ({ threshold, sensitivity, specificity }: Rates, prevalence: number): number =>
  prevalence * sensitivity.estimate - (threshold / (1 - threshold)) * (1 - prevalence) * (1 - specificity.estimate);

/** Shares of everybody: found, missed, pointed out for nothing, rightly left alone. */
export const outcomes = ({ sensitivity, specificity }: Rates, prevalence: number): number[] => [
  prevalence * sensitivity.estimate, prevalence * (1 - sensitivity.estimate),
  (1 - prevalence) * (1 - specificity.estimate), (1 - prevalence) * specificity.estimate,
];
