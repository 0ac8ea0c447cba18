/** Predicted against observed, group by group, each with its interval. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { between, count, percent, shortPercent } from "../words/numbers";
import type { Numbers } from "./files";
import { asTable, canvas, fluid, frame, path, ticks } from "./frame";

export interface Group {
  predicted: number;
  observed: number;
  low?: number;
  high?: number;
  n: number;
}

/** The next round value above, and never past a hundred. */
export function roundTop(largest: number): number {
  const step = ticks(0, largest, 5)[1] ?? 0.1;
  return Math.min(1, Math.ceil(largest / step - 1e-9) * step);
}

/** @param before the groups where the model was trained: a line beside the points */
export function calibrationChart(groups: Group[], before: Group[] = []): HTMLElement {
  const largest = Math.max(...[...groups, ...before.map(({ predicted, observed, n }) => ({ predicted, observed, n }) as Group)].flatMap(({ predicted, observed, high }) => [predicted, high ?? observed]));
  const top = roundTop(largest);
  return fluid((width) => {
    const height = Math.round(width * 0.94);
    const { x, y, ground } = frame(width, height,
      { from: 0, to: top, label: say.predicted, format: shortPercent }, { from: 0, to: top, label: say.observed, format: shortPercent });
    return canvas("calibration", width, height, say.calibration,
      ground,
      svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(top), y2: y(top) }),
      before.length > 0 ? svg("path", { class: "curve-before", d: path(before.map(({ predicted, observed }) => ({ x: x(predicted), y: y(observed) }))) }) : null,
      groups.map(({ predicted, observed, low, high, n }) => svg("g", {},
        low === undefined || high === undefined ? null
          : svg("path", { class: "whisker", d: `M${x(predicted)} ${y(low)}V${y(high)}M${x(predicted) - 4} ${y(low)}h8M${x(predicted) - 4} ${y(high)}h8` }),
        svg("circle", { class: "point", cx: x(predicted), cy: y(observed), r: 4.5 },
          svg("title", {}, say.group(percent(predicted), percent(observed), count(n)))))));
  }, 460);
}

export function calibrationTable(groups: Group[]): HTMLElement {
  const spans = groups.some(({ low }) => low !== undefined);
  return asTable(
    [{ label: say.predicted }, { label: say.observed }, ...(spans ? [{ label: say.interval }] : []), { label: say.people }],
    groups.map(({ predicted, observed, low, high, n }) => [
      percent(predicted), percent(observed),
      ...(spans ? [low === undefined || high === undefined ? "–" : between(percent(low), percent(high))] : []), count(n),
    ]));
}

/** @param before the groups of the training, where they are drawn too */
export function calibrationNumbers(groups: Group[], before: Group[] = []): Numbers {
  const rows = (measured: string, all: Group[]) => all.map(({ predicted, observed, low, high, n }) =>
    [...(before.length > 0 ? [measured] : []), predicted, observed, low ?? null, high ?? null, n]);
  return {
    columns: [...(before.length > 0 ? ["measured"] : []), "predicted", "observed", "low", "high", "people"],
    rows: [...rows("here", groups), ...rows("in_training", before)],
  };
}
