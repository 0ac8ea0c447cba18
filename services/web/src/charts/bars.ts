/** Named bars as one picture to take along. */

import { svg } from "../ui/dom";
import { roomFor } from "./names";

interface Bar {
  label: string;
  value: number;
  words: string;
  /** a second bar below the first, in grey */
  other?: number;
  /** the ends of the interval around the value */
  span?: [low: number, high: number] | undefined;
}

const [TRACK, FIGURES, ROW, TOP] = [320, 140, 26, 34];

export function barsPicture(title: string, bars: Bar[]): SVGElement {
  const names = roomFor(bars.map(({ label }) => label));
  const [width, height] = [names + TRACK + FIGURES, TOP + bars.length * ROW + 8];
  const most = Math.max(...bars.flatMap(({ value, other, span }) => [value, other ?? 0, span?.[1] ?? 0]), 1e-9);
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 13 };
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    bars.map(({ label, value, words, other, span }, index) => {
      const y = TOP + index * ROW;
      const tall = other === undefined ? 14 : 8;
      return svg("g", {},
        svg("text", { ...ink, x: 8, y: y + 17 }, label),
        svg("rect", { x: names, y: y + 5, width: (value / most) * TRACK, height: tall, fill: "#0b6470" }),
        span && svg("line", { x1: names + (span[0] / most) * TRACK, x2: names + (span[1] / most) * TRACK, y1: y + 12, y2: y + 12, stroke: ink.fill, "stroke-width": 2 }),
        other === undefined ? null : svg("rect", { x: names, y: y + 14, width: (other / most) * TRACK, height: 8, fill: "#bccacc" }),
        svg("text", { ...ink, x: width - 8, y: y + 17, "text-anchor": "end" }, words));
    }));
}
