/** Each score against what was observed among people with such a score, with the band around it. */

import { svg } from "../dom";
import { canvas, fluid, frame, path } from "./frame";

export interface Seen {
  /** points of 100 */
  score: number;
  observed: number;
  low: number;
  high: number;
}

export interface Range {
  score: number;
  low: number;
  high: number;
}

const whole = (value: number) => String(Math.round(value));

export function bandChart(seen: Seen[], refits: Range[], threshold: number): HTMLElement {
  const last = Math.max(...seen.map(({ score }) => score), ...refits.map(({ score }) => score));
  const top = Math.min(100, Math.ceil(Math.max(...seen.map(({ high }) => high * 100), ...refits.map(({ high }) => high * 100), last) / 10) * 10);
  const across = Math.min(100, Math.ceil(last / 10) * 10);
  return fluid((width) => {
    const height = Math.round(Math.min(400, Math.max(300, width * 0.56)));
    const { x, y, ground } = frame(width, height,
      { from: 0, to: across, label: "Score, of 100", format: whole },
      { from: 0, to: top, label: "Observed, of 100", format: whole });
    const area = (points: Range[]) => path([
      ...points.map(({ score, high }) => ({ x: x(score), y: y(high * 100) })),
      ...[...points].reverse().map(({ score, low }) => ({ x: x(score), y: y(low * 100) })),
    ]) + "Z";
    const edge = (points: Range[], which: "low" | "high") => path(points.map((point) => ({ x: x(point.score), y: y(point[which] * 100) })));
    const end = Math.min(across, top);
    return canvas("score-band", width, height, "What was observed among people with each score, with a 95 % band. The table below has the numbers.",
      ground,
      refits.length > 0 ? svg("path", { class: "refits-edge", d: `${edge(refits, "low")} ${edge(refits, "high")}` }) : null,
      svg("path", { class: "band", d: area(seen) }),
      svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(end), y2: y(end) }),
      svg("line", { class: "threshold", x1: x(threshold * 100), x2: x(threshold * 100), y1: y(0), y2: y(top) }),
      svg("path", { class: "curve", d: path(seen.map(({ score, observed }) => ({ x: x(score), y: y(observed * 100) }))) }));
  });
}
