/** One estimate with its interval on a scale that its neighbours share: a row of a forest chart. */

import { svg } from "../ui/dom";

export interface Scale {
  from: number;
  to: number;
  /** where a line marks "no difference", or the value of everybody */
  reference: number | null;
}

export interface Mark {
  estimate: number;
  low: number;
  high: number;
}

/** A scale that holds all marks and the reference, with a little room. */
export function scaleOf(marks: Mark[], reference: number | null): Scale {
  const values = marks.flatMap(({ low, high }) => [low, high]).concat(reference ?? []);
  const from = Math.min(...values);
  const to = Math.max(...values);
  const room = (to - from) * 0.06 || Math.abs(to) * 0.05 || 0.01;
  return { from: from - room, to: to + room, reference };
}

/** Everything is in percent of the width, so that it fits any cell. The words beside it say the same. */
export function intervalTrack(mark: Mark, { from, to, reference }: Scale, look = ""): SVGElement {
  const at = (value: number) => `${(Math.min(1, Math.max(0, (value - from) / (to - from))) * 100).toFixed(2)}%`;
  const [below, above] = [mark.estimate < from, mark.estimate > to];
  return svg("svg", { class: `track ${look}`, height: 22, "aria-hidden": "true", focusable: "false", "data-low": mark.low, "data-high": mark.high },
    svg("line", { class: "track-ground", x1: "0%", x2: "100%", y1: 11, y2: 11 }),
    reference === null ? null : svg("line", { class: "track-reference", x1: at(reference), x2: at(reference), y1: 0, y2: 22 }),
    svg("line", { class: "track-span", x1: at(mark.low), x2: at(mark.high), y1: 11, y2: 11 }),
    below || above
      // An arrow at the edge, whose tip is where the scale ends.
      ? svg("svg", { x: at(mark.estimate), y: 11, overflow: "visible" }, svg("path", { class: "track-off", d: below ? "M0 0l9 -5v10z" : "M0 0l-9 -5v10z" }))
      : svg("circle", { class: "track-point", cx: at(mark.estimate), cy: 11, r: 4.5 }));
}
