/** Predicted against observed, of two versions in one picture. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { between, count, percent, shortPercent } from "../words/numbers";
import { roundTop, type Group } from "./calibration";
import type { Numbers } from "./files";
import { asTable, canvas, fluid, frame, path } from "./frame";

/** Pixels. */
const ASIDE = 2.5;

/** A: open squares on a dotted line; B: dots on a plain one. Nothing is told by colour alone. */
export function calibrationPair(a: Group[], b: Group[]): HTMLElement {
  const largest = Math.max(...[...a, ...b].flatMap(({ predicted, observed, high }) => [predicted, high ?? observed]), 0.01);
  const top = roundTop(largest);
  return fluid((width) => {
    const height = Math.round(width * 0.8);
    const { x, y, ground } = frame(width, height,
      { from: 0, to: top, label: say.predicted, format: shortPercent }, { from: 0, to: top, label: say.observed, format: shortPercent });
    const line = (groups: Group[]) => path(groups.map(({ predicted, observed }) => ({ x: x(predicted), y: y(observed) })));
    const words = (side: string, { predicted, observed, n }: Group) => svg("title", {}, say.groupOf(side, percent(predicted), percent(observed), count(n)));
    /** A little aside: both groups often lie at the same prediction. */
    const whisker = ({ predicted, low, high }: Group, aside: number) => {
      if (low === undefined || high === undefined) return null;
      const at = x(predicted) + aside;
      return svg("path", { class: "whisker", d: `M${at} ${y(low)}V${y(high)}M${at - 4} ${y(low)}h8M${at - 4} ${y(high)}h8` });
    };
    return canvas("calibration-pair", width, height, say.calibrationOfBoth,
      ground,
      svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(top), y2: y(top) }),
      svg("g", { class: "side-a", "data-side": "a" },
        svg("path", { class: "side-curve", d: line(a) }),
        a.map((group) => svg("g", {}, whisker(group, -ASIDE), svg("rect", { class: "side-point", x: x(group.predicted) - 4.5, y: y(group.observed) - 4.5, width: 9, height: 9 }, words("A", group))))),
      svg("g", { class: "side-b", "data-side": "b" },
        svg("path", { class: "side-curve", d: line(b) }),
        b.map((group) => svg("g", {}, whisker(group, ASIDE), svg("circle", { class: "side-point", cx: x(group.predicted), cy: y(group.observed), r: 4.5 }, words("B", group))))));
  }, 640);
}

export function calibrationPairNumbers(a: Group[], b: Group[]): Numbers {
  const rows = (side: string, groups: Group[]) => groups.map(({ predicted, observed, low, high, n }) => [side, predicted, observed, low ?? null, high ?? null, n]);
  return { columns: ["version", "predicted", "observed", "low", "high", "people"], rows: [...rows("A", a), ...rows("B", b)] };
}

export function calibrationPairTable(a: Group[], b: Group[]): HTMLElement {
  const rows = (side: string, groups: Group[]) => groups.map(({ predicted, observed, low, high, n }) =>
    [side, percent(predicted), percent(observed), low === undefined || high === undefined ? "–" : between(percent(low), percent(high)), count(n)]);
  return asTable([{ label: say.version, numeric: false }, { label: say.predicted }, { label: say.observed }, { label: say.interval }, { label: say.people }], [...rows("A", a), ...rows("B", b)]);
}
