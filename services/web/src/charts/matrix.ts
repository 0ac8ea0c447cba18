/** A matrix of numbers between -1 and 1 as one picture to take along. */

import { svg } from "../ui/dom";
import { decimal, minus } from "../words/numbers";
import { roomFor } from "./names";

const [CELL, TOP] = [44, 60];

export function matrixPicture(title: string, names: string[], matrix: (number | null)[][]): SVGElement {
  const left = roomFor(names);
  const [width, height] = [left + names.length * CELL + 8, TOP + names.length * CELL + 8];
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 12 };
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    names.map((name, row) => svg("g", {},
      svg("text", { ...ink, x: 8, y: TOP + row * CELL + CELL / 2 + 4 }, `${row + 1} ${name}`),
      svg("text", { ...ink, x: left + row * CELL + CELL / 2, y: TOP - 8, "text-anchor": "middle" }, String(row + 1)),
      names.map((_, column) => {
        const value = matrix[row]?.[column] ?? null;
        return svg("g", {},
          svg("rect", { x: left + column * CELL + 1, y: TOP + row * CELL + 1, width: CELL - 2, height: CELL - 2, rx: 4, fill: value !== null && value < 0 ? "#f0b44c" : "#0b6470", "fill-opacity": row === column ? 0.08 : Math.abs(value ?? 0) * 0.5 }),
          svg("text", { ...ink, x: left + column * CELL + CELL / 2, y: TOP + row * CELL + CELL / 2 + 4, "text-anchor": "middle" }, value === null ? "–" : minus(decimal(value, 2))));
      }))));
}
