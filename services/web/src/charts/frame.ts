/** The ground that the charts stand on: a width that is measured, scales, grid, axes, and the table behind. */

import { h, svg, type Child } from "../ui/dom";
import { say } from "../words/charts";

/**
 * Draws anew whenever its width changes, so that letters keep their size on every screen.
 * @param follow is handed what draws it anew, for what else it follows
 */
export function fluid(draw: (width: number) => SVGElement, most = 720, follow?: (again: () => void) => void): HTMLElement {
  const place = h("div", { class: "chart" });
  place.style.maxWidth = `${most}px`;
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width === 0 || width === drawn) return;
    drawn = width;
    place.replaceChildren(draw(width));
  }).observe(place);
  follow?.(() => {
    if (drawn > 0) place.replaceChildren(draw(drawn));
  });
  return place;
}

export interface Axis {
  from: number;
  to: number;
  label: string;
  format(value: number): string;
}

export interface Frame {
  x(value: number): number;
  y(value: number): number;
  /** grid, tick labels and names of the axes: to be drawn first */
  ground: SVGElement[];
}

const LEFT = 54;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 44;

export function frame(width: number, height: number, across: Axis, up: Axis): Frame {
  const x = (value: number) => LEFT + ((value - across.from) / (across.to - across.from)) * (width - LEFT - RIGHT);
  const y = (value: number) => height - BOTTOM - ((value - up.from) / (up.to - up.from)) * (height - TOP - BOTTOM);
  const ground = [
    ...ticks(across.from, across.to, Math.max(3, Math.floor(width / 80))).flatMap((tick) => [
      svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: y(up.from), y2: y(up.to) }),
      svg("text", { class: "tick-label", x: x(tick), y: height - BOTTOM + 18, "text-anchor": "middle" }, across.format(tick)),
    ]),
    ...ticks(up.from, up.to, 5).flatMap((tick) => [
      svg("line", { class: "grid", x1: x(across.from), x2: x(across.to), y1: y(tick), y2: y(tick) }),
      svg("text", { class: "tick-label", x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, up.format(tick)),
    ]),
    svg("text", { class: "axis-label", x: (x(across.from) + x(across.to)) / 2, y: height - 6, "text-anchor": "middle" }, across.label),
    svg("text", { class: "axis-label", transform: `translate(12 ${(y(up.from) + y(up.to)) / 2}) rotate(-90)`, "text-anchor": "middle" }, up.label),
  ];
  return { x, y, ground };
}

export const canvas = (name: string, width: number, height: number, label: string, ...children: Child[]): SVGElement =>
  svg("svg", { class: `plot ${name}`, "data-chart": name, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, children);

/** Round values between two ends, about `wanted` of them. */
export function ticks(from: number, to: number, wanted: number): number[] {
  const rough = (to - from) / Math.max(1, wanted);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * size).find((candidate) => candidate >= rough * 0.75) ?? rough;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** "M0,1 L2,3": a line through points; a gap where one is null. */
export function path(points: ({ x: number; y: number } | null)[]): string {
  let pen = "M";
  return points.map((point) => {
    if (!point) {
      pen = "M";
      return "";
    }
    const part = `${pen}${point.x.toFixed(1)},${point.y.toFixed(1)}`;
    pen = "L";
    return part;
  }).join(" ");
}

export interface Column {
  label: string;
  numeric?: boolean;
}

/** The numbers behind a chart, for whoever cannot see it or wants them exact. */
export function asTable(columns: Column[], rows: Child[][], summary = say.asTable): HTMLElement {
  return h("details", { class: "more" }, h("summary", {}, summary), scrolledTable(summary, columns, rows));
}

/** One of several tables behind a chart. */
export function scrolledTable(name: string, columns: Column[], rows: Child[][]): HTMLElement {
  const look = (index: number) => (columns[index]?.numeric === false ? "" : "numeric");
  return h("div", { class: rows.length > 12 ? "table-scroll is-long" : "table-scroll", tabindex: "0", role: "group", "aria-label": name },
    h("table", {},
      h("thead", {}, h("tr", {}, columns.map(({ label }, index) => h("th", { scope: "col", class: look(index) }, label)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) =>
        index === 0 ? h("th", { scope: "row", class: look(0) }, cell) : h("td", { class: look(index) }, cell)))))));
}

/** What the lines and fields of a chart mean: [class of the sample, words]. */
export function legend(...entries: ([string, string] | null)[]): HTMLElement {
  return h("ul", { class: "legend" }, entries.map((entry) => entry &&
    h("li", {}, svg("svg", { class: `sample ${entry[0]}`, viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true", focusable: "false" },
      svg("rect", { x: 0, y: 0, width: 26, height: 12, rx: 2 }), svg("path", { d: "M0 6H26" })), entry[1])));
}
