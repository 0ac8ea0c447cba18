/** Each score against the risk observed among people with such a score, with its 95 % interval. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { canvas, fluid, frame, path } from "./frame";

export interface ObservedRisk {
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

export function observedRiskChart(observed: ObservedRisk[], bootstrap: Range[], threshold: number): HTMLElement {
  const last = Math.max(...observed.map(({ score }) => score), ...bootstrap.map(({ score }) => score));
  const top = Math.min(100, Math.ceil(Math.max(...observed.map(({ high }) => high * 100), ...bootstrap.map(({ high }) => high * 100), last) / 10) * 10);
  const across = Math.min(100, Math.ceil(last / 10) * 10);
  return fluid((width) => {
    const height = Math.round(Math.min(400, Math.max(300, width * 0.56)));
    const { x, y, ground } = frame(width, height,
      { from: 0, to: across, label: say.score, format: whole },
      { from: 0, to: top, label: say.observedOfHundred, format: whole });
    const area = (points: Range[]) => path([
      ...points.map(({ score, high }) => ({ x: x(score), y: y(high * 100) })),
      ...[...points].reverse().map(({ score, low }) => ({ x: x(score), y: y(low * 100) })),
    ]) + "Z";
    const edge = (points: Range[], which: "low" | "high") => path(points.map((point) => ({ x: x(point.score), y: y(point[which] * 100) })));
    const end = Math.min(across, top);
    return canvas("observed-risk", width, height, say.observedRisk,
      ground,
      bootstrap.length > 0 ? svg("path", { class: "bootstrap-edge", d: `${edge(bootstrap, "low")} ${edge(bootstrap, "high")}` }) : null,
      svg("path", { class: "interval", d: area(observed) }),
      svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(end), y2: y(end) }),
      svg("line", { class: "threshold", x1: x(threshold * 100), x2: x(threshold * 100), y1: y(0), y2: y(top) }),
      svg("path", { class: "curve", d: path(observed.map(({ score, observed: risk }) => ({ x: x(score), y: y(risk * 100) }))) }));
  });
}
