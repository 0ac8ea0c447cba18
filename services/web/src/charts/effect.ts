/** What the model says along a number, what was observed there, and how many people there are. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { between, count, plainNumber } from "../words/numbers";
import { canvas, fluid, frame, path } from "./frame";

export interface Risk {
  value: number;
  risk: number;
}

/** People with a value from `low` up to `high`, of whom this share had the outcome. */
export interface Observed {
  low: number;
  high: number;
  people: number;
  observed: { estimate: number; low: number; high: number } | null;
}

const HEIGHT = 210;
/** Which part of the height the most people in a bin take. */
const DENSITY = 0.28;
/** How much higher than all points the scale may reach for their intervals; one that goes on ends in an arrow. */
const MOST_STRETCHED = 1.6;

export function effectChart(points: Risk[], observed: Observed[], label: string, unit: string | null, brief: (value: number) => string): HTMLElement {
  const [from, to] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 1];
  const shown = observed.filter(({ low, high }) => high > from && low < to);
  const highest = Math.max(...points.map(({ risk }) => risk), ...shown.map((bin) => bin.observed?.estimate ?? 0), 0.01);
  const reach = Math.max(...shown.map((bin) => bin.observed?.high ?? 0), 0);
  // Intervals of few people may reach anywhere: they stretch the scale so far that the curve keeps its shape, and no further.
  const top = Math.min(1, Math.max(highest * 1.15, Math.min(reach * 1.03, highest * MOST_STRETCHED)));
  const most = Math.max(...shown.map(({ low, high, people }) => people / (high - low)), 1e-9);
  return fluid((width) => {
    const { x, y, ground } = frame(width, HEIGHT,
      { from, to, label: unit ? say.withUnit(label, unit) : label, format: brief },
      { from: 0, to: top, label: say.ofHundred, format: (value) => plainNumber(Number((value * 100).toPrecision(3))) });
    const held = (value: number) => Math.min(to, Math.max(from, value));
    const within = (share: number) => Math.min(top, Math.max(0, share));
    return canvas("effect", width, HEIGHT, say.effect(label),
      ground,
      shown.map(({ low, high, people }) => svg("rect", {
        class: "density", x: x(held(low)) + 0.5, width: Math.max(0.5, x(held(high)) - x(held(low)) - 1),
        y: y(top * DENSITY * (people / (high - low) / most)), height: y(0) - y(top * DENSITY * (people / (high - low) / most)),
      }, svg("title", {}, say.peopleWithin(between(brief(low), brief(high)), count(people))))),
      shown.map(({ low, high, observed: share }) => {
        if (!share) return null;
        const middle = x((held(low) + held(high)) / 2);
        return svg("g", { class: "observed" },
          svg("path", { class: "observed-span", d: `M${middle} ${y(within(share.low))}V${y(within(share.high))}${share.high > top ? `m-4 6l4 -6l4 6` : ""}` }),
          svg("circle", { class: "observed-point", cx: middle, cy: y(within(share.estimate)), r: 3.5 }));
      }),
      svg("path", { class: "curve", d: path(points.map(({ value, risk }) => ({ x: x(value), y: y(risk) }))) }));
  }, 560);
}
