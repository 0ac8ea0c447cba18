/** A hundred people at the threshold: found, missed, flagged for nothing, rightly left alone. */

import { svg } from "../ui/dom";
import { BODY, HEAD } from "./people";

export interface Kind {
  look: "found" | "missed" | "alarm" | "left";
  n: number;
}

/** Whole people of 100 whose sum is 100: what is left over goes where the most was cut off. */
export function outOfHundred(counts: number[]): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((n) => (n / total) * 100);
  const whole = exact.map(Math.floor);
  const order = exact.map((value, index) => ({ index, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest);
  const missing = 100 - whole.reduce((sum, n) => sum + n, 0);
  for (const { index } of order.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1;
  return whole;
}

export function hundredPeople(kinds: Kind[], label: string, columns: 10 | 20): SVGElement {
  const looks = kinds.flatMap(({ look, n }) => Array.from({ length: n }, () => look));
  const figures = looks.map((look, index) => {
    const column = index % columns;
    const x = column * 14 + 7 + Math.floor(column / 10) * 10;
    return svg("g", { class: `hundred-${look}`, transform: `translate(${x} ${Math.floor(index / columns) * 22 + 1})` },
      svg("circle", { cy: HEAD, r: HEAD }), svg("path", { d: BODY }),
      look === "missed" ? svg("path", { class: "hundred-cross", d: "M-2 8.6l4 4m0-4l-4 4" }) : null);
  });
  return svg("svg", {
    class: `people people-${columns}`, "data-chart": "hundred", role: "img", "aria-label": label,
    viewBox: `0 0 ${columns === 20 ? 290 : 140} ${(100 / columns) * 22 - 1}`,
  }, figures);
}
