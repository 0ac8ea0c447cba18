/** The rows of a forest chart as one picture to take along: names, intervals on a common scale, figures. */

import { svg } from "../ui/dom";
import type { Numbers } from "./files";
import type { Mark, Scale } from "./interval";
import { roomFor } from "./names";

export interface ForestRow {
  /** what it is called in the file of numbers, in every language */
  name: string;
  label: string;
  mark: Mark;
  /** "0.842 (0.836 to 0.848)" */
  words: string;
  /** the one that the chart is about, or with `false` one of which too little is known */
  strong?: boolean | undefined;
  /** of its own, where figures of several kinds stand below each other */
  scale?: Scale;
}

const [TRACK, FIGURES, ROW, TOP] = [300, 220, 26, 34];

/** @param common the scale of all rows that have none of their own */
export function forestPicture(title: string, rows: Omit<ForestRow, "name">[], common: Scale | null): SVGElement {
  const names = roomFor(rows.map(({ label }) => label));
  const [width, height] = [names + TRACK + FIGURES, TOP + rows.length * ROW + 8];
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 13 };
  const reference = (at: number, from: number, to: number) => svg("line", { x1: at, x2: at, y1: from, y2: to, stroke: "#7a9092", "stroke-dasharray": "3 3" });
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    common === null || common.reference === null ? null : reference(placed(common.reference, common, names), TOP, height - 8),
    rows.map(({ label, mark, words, strong, scale = common }, index) => {
      const y = TOP + index * ROW + ROW / 2;
      const colour = strong ? "#0b6470" : "#4b6265";
      const x = (value: number) => placed(value, scale, names);
      return svg("g", strong === false ? { opacity: 0.55 } : {},
        svg("text", { ...ink, x: 8, y: y + 4, "font-weight": strong ? 600 : 400 }, label),
        svg("line", { x1: names, x2: names + TRACK, y1: y, y2: y, stroke: "#dbe4e4" }),
        scale === null || scale === common || scale.reference === null ? null : reference(x(scale.reference), y - ROW / 2, y + ROW / 2),
        svg("line", { x1: x(mark.low), x2: x(mark.high), y1: y, y2: y, stroke: colour, "stroke-width": 2.5, "stroke-linecap": "round" }),
        point(mark.estimate, scale, x(mark.estimate), y, { fill: strong ? colour : "#ffffff", stroke: colour, "stroke-width": 2.5 }),
        svg("text", { ...ink, x: width - 8, y: y + 4, "text-anchor": "end" }, words));
    }));
}

function placed(value: number, scale: Scale | null, begin: number): number {
  const { from, to } = scale ?? { from: 0, to: 1 };
  return begin + Math.min(1, Math.max(0, (value - from) / (to - from))) * TRACK;
}

/** What lies off the scale is an arrow at its edge. */
function point(value: number, scale: Scale | null, x: number, y: number, look: Record<string, string | number>): SVGElement {
  const [below, above] = [scale !== null && value < scale.from, scale !== null && value > scale.to];
  if (!below && !above) return svg("circle", { cx: x, cy: y, r: 4.5, ...look });
  return svg("path", { d: below ? `M${x} ${y}l8 -5v10z` : `M${x} ${y}l-8 -5v10z`, fill: look["stroke"] ?? "#4b6265" });
}

/** @param of what the rows are, as a column is called */
export const forestNumbers = (of: string, rows: ForestRow[]): Numbers => ({
  columns: [of, "estimate", "low", "high"],
  rows: rows.map(({ name, mark }) => [name, mark.estimate, mark.low, mark.high]),
});
