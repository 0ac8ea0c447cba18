/** Net benefit at each threshold: of the model, of flagging everybody, and of flagging nobody (always zero). */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { minus, plainNumber, shortPercent } from "../words/numbers";
import { canvas, fluid, frame, path } from "./frame";

export interface Benefit {
  threshold: number;
  model: number | null;
  /** the interval of the model's at this threshold alone; none in older reports, and where nobody is pointed out */
  low?: number | null;
  high?: number | null;
  all: number | null;
  /** of the model where it was trained */
  before?: number | null;
}

/** @param chosen the threshold that is looked at; what `follow` is handed draws it anew when that changes */
export function decisionChart(points: Benefit[], chosen: () => number, follow?: (act: () => void) => void): HTMLElement {
  const known = points.flatMap(({ model, high, all, before }) => [model, high ?? null, all, before ?? null]).filter((value): value is number => value !== null);
  const top = Math.max(...known, 0.001) * 1.06;
  // Flagging everybody soon does far more harm than good; where it leaves the picture says enough.
  const floor = -top * 0.22;
  const last = points.at(-1)?.threshold ?? 1;
  return fluid((width) => {
    const height = Math.round(Math.min(400, Math.max(300, width * 0.56)));
    const { x, y, ground } = frame(width, height,
      { from: 0, to: last, label: say.threshold, format: shortPercent },
      { from: floor, to: top, label: say.netBenefit, format: (value) => minus(plainNumber(Number((value * 100).toPrecision(3)))) });
    const line = (which: "model" | "all" | "before") => path(points.map((point, index) => {
      const value = point[which] ?? null;
      if (value === null) return null;
      if (value >= floor) return { x: x(point.threshold), y: y(value) };
      const before = points[index - 1];
      const former = before?.[which];
      if (!before || former === null || former === undefined || former < floor) return null;
      const way = (former - floor) / (former - value);
      return { x: x(before.threshold + way * (point.threshold - before.threshold)), y: y(floor) };
    }));
    const held = (value: number) => y(Math.max(floor, value));
    const bands = stretches(points).map((band) => path([
      ...band.map(({ threshold, high }) => ({ x: x(threshold), y: held(high) })),
      ...[...band].reverse().map(({ threshold, low }) => ({ x: x(threshold), y: held(low) })),
    ]));
    return canvas("decision-curve", width, height, say.decision,
      ground,
      bands.map((band) => svg("path", { class: "interval", d: `${band}Z` })),
      svg("line", { class: "threshold", x1: x(chosen()), x2: x(chosen()), y1: y(floor), y2: y(top) }),
      svg("line", { class: "curve-none", x1: x(0), x2: x(last), y1: y(0), y2: y(0) }),
      svg("path", { class: "curve-all", d: line("all") }),
      points.some(({ before }) => before != null) ? svg("path", { class: "curve-before", d: line("before") }) : null,
      svg("path", { class: "curve", d: line("model") }));
  }, 720, follow);
}

type Known = { threshold: number; low: number; high: number };

/** Points in a row that have an interval, so that an area is never drawn over a gap. */
function stretches(points: Benefit[]): Known[][] {
  const found: Known[][] = [[]];
  for (const { threshold, low, high } of points) {
    if (low != null && high != null) found.at(-1)?.push({ threshold, low, high });
    else found.push([]);
  }
  return found.filter((each) => each.length > 1);
}
