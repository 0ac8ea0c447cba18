/** Predicted against observed, group by group. */

import { h, svg } from "../dom";
import { count, percent } from "../format";
import type { CalibrationGroup } from "../wire";

const SIDE = 260;
const LEFT = 46;
const TOP = 10;
const BOTTOM = 42;

export function calibrationPlot(groups: CalibrationGroup[]): HTMLElement {
  if (groups.length === 0) return h("p", { class: "muted" }, "This report has no calibration groups.");
  const largest = Math.max(...groups.flatMap(({ predicted, observed }) => [predicted, observed]));
  const step = [0.02, 0.05, 0.1, 0.2, 0.25].find((size) => size * 5 >= largest) ?? 0.25;
  const top = Math.min(1, Math.ceil(largest / step) * step);
  const x = (value: number) => LEFT + (value / top) * SIDE;
  const y = (value: number) => TOP + SIDE - (value / top) * SIDE;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  const short = (value: number) => `${Math.round(value * 100)} %`;

  const plot = svg("svg", {
    class: "calibration", viewBox: `0 0 ${LEFT + SIDE + 14} ${TOP + SIDE + BOTTOM}`, role: "img",
    "aria-label": "Calibration: predicted against observed share, in groups. The table below has the numbers.",
  },
    ticks.map((tick) => [
      svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: y(0), y2: y(top) }),
      svg("line", { class: "grid", x1: x(0), x2: x(top), y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick-label", x: x(tick), y: y(0) + 16, "text-anchor": "middle" }, short(tick)),
      svg("text", { class: "tick-label", x: x(0) - 7, y: y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]),
    svg("line", { class: "ideal", x1: x(0), y1: y(0), x2: x(top), y2: y(top) }),
    svg("polyline", { class: "curve", points: groups.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`).join(" ") }),
    groups.map(({ predicted, observed, n }) => svg("circle", { class: "point", cx: x(predicted), cy: y(observed), r: 4.5 },
      svg("title", {}, `Predicted ${percent(predicted)}, observed ${percent(observed)}, ${count(n)} rows`))),
    svg("text", { class: "axis-label", x: x(top / 2), y: TOP + SIDE + 36, "text-anchor": "middle" }, "Predicted"),
    svg("text", { class: "axis-label", transform: `translate(10 ${y(top / 2)}) rotate(-90)`, "text-anchor": "middle" }, "Observed"));

  return h("div", {}, plot,
    h("details", { class: "more" }, h("summary", {}, "The same as a table"),
      h("table", {},
        h("thead", {}, h("tr", {}, ["Predicted", "Observed", "Rows"].map((label) => h("th", { scope: "col", class: "numeric" }, label)))),
        h("tbody", {}, groups.map(({ predicted, observed, n }) => h("tr", {},
          h("td", { class: "numeric" }, percent(predicted)), h("td", { class: "numeric" }, percent(observed)), h("td", { class: "numeric" }, count(n))))))));
}
