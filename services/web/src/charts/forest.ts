/** The rows of a forest chart as one picture to take along: names, intervals on a common scale, figures. */

import { svg } from "../ui/dom";
import type { Mark, Scale } from "./interval";
import { roomFor } from "./names";

export interface ForestRow {
  label: string;
  mark: Mark;
  /** "0.842 (0.836 to 0.848)" */
  words: string;
  /** the one that the chart is about, or with `false` one of which too little is known */
  strong?: boolean | undefined;
}

const [TRACK, FIGURES, ROW, TOP] = [300, 220, 26, 34];

export function forestPicture(title: string, rows: ForestRow[], { from, to, reference }: Scale): SVGElement {
  const names = roomFor(rows.map(({ label }) => label));
  const [width, height] = [names + TRACK + FIGURES, TOP + rows.length * ROW + 8];
  const x = (value: number) => names + Math.min(1, Math.max(0, (value - from) / (to - from))) * TRACK;
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 13 };
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    reference === null ? null : svg("line", { x1: x(reference), x2: x(reference), y1: TOP, y2: height - 8, stroke: "#7a9092", "stroke-dasharray": "3 3" }),
    rows.map(({ label, mark, words, strong }, index) => {
      const y = TOP + index * ROW + ROW / 2;
      const colour = strong ? "#0b6470" : "#4b6265";
      return svg("g", strong === false ? { opacity: 0.55 } : {},
        svg("text", { ...ink, x: 8, y: y + 4, "font-weight": strong ? 600 : 400 }, label),
        svg("line", { x1: names, x2: names + TRACK, y1: y, y2: y, stroke: "#dbe4e4" }),
        svg("line", { x1: x(mark.low), x2: x(mark.high), y1: y, y2: y, stroke: colour, "stroke-width": 2.5, "stroke-linecap": "round" }),
        svg("circle", { cx: x(mark.estimate), cy: y, r: 4.5, fill: strong ? colour : "#ffffff", stroke: colour, "stroke-width": 2.5 }),
        svg("text", { ...ink, x: width - 8, y: y + 4, "text-anchor": "end" }, words));
    }));
}

export const forestNumbers = (rows: ForestRow[]): { columns: string[]; rows: (string | number)[][] } => ({
  columns: ["name", "estimate", "low", "high"],
  rows: rows.map(({ label, mark }) => [label, mark.estimate, mark.low, mark.high]),
});
