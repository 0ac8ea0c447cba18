/** Each threshold as a point: ROC curve and precision-recall curve. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { ofHundred, shortPercent } from "../words/numbers";
import { canvas, fluid, frame, path } from "./frame";

interface Share {
  estimate: number;
  low: number;
  high: number;
}

/** What a threshold does. */
export interface Point {
  threshold: number;
  sensitivity: Share;
  specificity: Share;
  precision: Share;
}

/** What the charts follow: the threshold that is looked at, null where no point stands for it. */
export interface Followed {
  point(): Point | null;
  follow(act: () => void): void;
}

interface Curve {
  name: string;
  label: string;
  across: { label: string; of(point: Point): Share };
  up: { label: string; of(point: Point): Share };
}

const rest = ({ estimate, low, high }: Share): Share => ({ estimate: 1 - estimate, low: 1 - high, high: 1 - low });

const roc = (): Curve => ({
  name: "roc",
  label: say.roc,
  across: { label: say.notSpecificity, of: ({ specificity }) => rest(specificity) },
  up: { label: say.sensitivity, of: ({ sensitivity }) => sensitivity },
});
const precisionRecall = (): Curve => ({
  name: "precision-recall",
  label: say.precisionRecall,
  across: { label: say.recall, of: ({ sensitivity }) => sensitivity },
  up: { label: say.precision, of: ({ precision }) => precision },
});

/** From pointing out everybody to pointing out nobody; the diagonal is chance. */
export const rocChart = (points: Point[], looked: Followed): HTMLElement =>
  chart(roc(), points, looked, [{ x: 1, y: 1 }], [{ x: 0, y: 0 }], [[0, 0], [1, 1]]);

/** From pointing out everybody; of who comes last, nothing is told. The level line is the prevalence. */
export const precisionRecallChart = (points: Point[], looked: Followed, prevalence: number): HTMLElement =>
  chart(precisionRecall(), points, looked, [{ x: 1, y: prevalence }], [], [[0, prevalence], [1, prevalence]]);

type Place = { x: number; y: number };

function chart({ name, label, across, up }: Curve, points: Point[], looked: Followed, first: Place[], last: Place[], [from, to]: [[number, number], [number, number]]): HTMLElement {
  return fluid((width) => {
    const height = Math.round(width * 0.94);
    const { x, y, ground } = frame(width, height, { from: 0, to: 1, label: across.label, format: shortPercent }, { from: 0, to: 1, label: up.label, format: shortPercent });
    const at = ({ x: right, y: above }: Place) => ({ x: x(right), y: y(above) });
    const edge = (which: "low" | "high") => points.map((point) => at({ x: across.of(point).estimate, y: up.of(point)[which] }));
    const curve = [...first, ...points.map((point) => ({ x: across.of(point).estimate, y: up.of(point).estimate })), ...last];
    const point = looked.point();
    return canvas(name, width, height, label,
      ground,
      svg("line", { class: "ideal", x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]) }),
      points.length > 1 ? svg("path", { class: "interval", d: `${path([...edge("high"), ...edge("low").reverse()])}Z` }) : null,
      svg("path", { class: "curve", d: path(curve.map(at)) }),
      point ? mark(across.of(point), up.of(point), x, y, point.threshold) : null);
  }, 460, looked.follow);
}

function mark(across: Share, up: Share, x: (value: number) => number, y: (value: number) => number, threshold: number): SVGElement {
  return svg("g", { class: "point-looked-at", "data-threshold": threshold },
    svg("path", { class: "whisker", d: `M${x(across.estimate)} ${y(up.low)}V${y(up.high)}M${x(across.low)} ${y(up.estimate)}H${x(across.high)}` }),
    svg("circle", { class: "point", cx: x(across.estimate), cy: y(up.estimate), r: 5.5 }, svg("title", {}, say.from(ofHundred(threshold)))));
}
