/** What models of bootstrap samples say of the people to whom this one gives a score (Riley and Collins 2023). */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { canvas, fluid, frame, path } from "./frame";
import type { Range } from "./observed-risk";

const whole = (value: number) => String(Math.round(value));

export function instabilityChart(bootstrap: Range[]): HTMLElement {
  const last = Math.max(...bootstrap.map(({ score, high }) => Math.max(score, high * 100)));
  const end = Math.min(100, Math.ceil(last / 10) * 10);
  return fluid((width) => {
    const height = Math.round(Math.min(400, Math.max(300, width * 0.56)));
    const { x, y, ground } = frame(width, height,
      { from: 0, to: end, label: say.scoreHere, format: whole },
      { from: 0, to: end, label: say.scoreOfBootstrap, format: whole });
    const edge = (which: "low" | "high") => bootstrap.map((point) => ({ x: x(point.score), y: y(point[which] * 100) }));
    return canvas("instability", width, height, say.instability,
      ground,
      svg("path", { class: "bootstrap-area", d: `${path([...edge("high"), ...edge("low").reverse()])}Z` }),
      svg("path", { class: "bootstrap-edge", d: `${path(edge("low"))} ${path(edge("high"))}` }),
      svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(end), y2: y(end) }));
  }, 560);
}
