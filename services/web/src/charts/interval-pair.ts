/** Two estimates with their intervals on one scale, one above the other: A and B. */

import { svg } from "../ui/dom";
import type { Mark, Scale } from "./interval";

/** Everything is in percent of the width, as with a single interval. The words beside it say the same. */
export function intervalPair(a: Mark | null, b: Mark | null, { from, to, reference }: Scale): SVGElement {
  const at = (value: number) => `${(Math.min(1, Math.max(0, (value - from) / (to - from))) * 100).toFixed(2)}%`;
  const span = ({ low, high }: Mark, y: number) => svg("line", { class: "track-span", x1: at(low), x2: at(high), y1: y, y2: y });
  return svg("svg", { class: "track track-pair", height: 30, "aria-hidden": "true", focusable: "false" },
    reference === null ? null : svg("line", { class: "track-reference", x1: at(reference), x2: at(reference), y1: 0, y2: 30 }),
    a && svg("g", { class: "side-a" }, span(a, 9),
      // A square whose middle is where the estimate lies.
      svg("svg", { x: at(a.estimate), y: 9, overflow: "visible" }, svg("rect", { class: "track-point", x: -4, y: -4, width: 8, height: 8 }))),
    b && svg("g", { class: "side-b" }, span(b, 21), svg("circle", { class: "track-point", cx: at(b.estimate), cy: 21, r: 4.5 })));
}
