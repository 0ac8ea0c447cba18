/** A hundred figures, so many of them coloured: a number that can be seen. */

import { svg } from "../ui/dom";

/** Of a hundred figures: so many surely coloured, and up to where they may be. */
export interface Open {
  from: number;
  to: number;
}

export const HEAD = 2.6;
/** A body from the shoulders down, in a cell of 12 by 20 with its middle at 0. */
export const BODY = "M-3.9 9.6c0-2.3 1.7-3.6 3.9-3.6s3.9 1.3 3.9 3.6v3.6c0 .8-.5 1.3-1.1 1.3h-.3v3.2c0 .8-.5 1.3-1.2 1.3h-2.6c-.7 0-1.2-.5-1.2-1.3v-3.2h-.3c-.6 0-1.1-.5-1.1-1.3z";

/** What a hundred figures show. */
export interface Hundred {
  /** how many of 100, rounded */
  affected: number;
  /** one more figure is drawn in outline: fewer than 1, or more than 99, is neither none nor all */
  partly: boolean;
  /** from where to where figures may be coloured or not */
  open: Open | null;
  /** the same in words */
  label: string;
}

export interface People {
  element: SVGElement;
  /** shows another number: only figures that are another one's now are drawn anew, and only they move */
  show(hundred: Hundred): void;
}

/** @param columns twenty where height is dear */
export function people(columns: 10 | 20, first: Hundred): People {
  const figures = Array.from({ length: 100 }, (_, index) => {
    const column = index % columns;
    // A gap after each ten, so that they can be counted at a glance.
    const x = column * 14 + 7 + Math.floor(column / 10) * 10;
    const y = Math.floor(index / columns) * 22 + 1;
    return svg("g", { class: kindOf(index, first), transform: `translate(${x} ${y})` },
      svg("circle", { cy: HEAD, r: HEAD }), svg("path", { d: BODY }));
  });
  const element = svg("svg", { class: `people people-${columns}`, viewBox: `0 0 ${columns === 20 ? 290 : 140} ${(100 / columns) * 22 - 1}`, role: "img", "aria-label": first.label }, figures);
  return {
    element,
    show(hundred) {
      element.setAttribute("aria-label", hundred.label);
      figures.forEach((figure, index) => {
        const kind = kindOf(index, hundred);
        const moves = !figure.classList.contains(kind);
        if (moves) figure.setAttribute("class", kind);
        figure.classList.toggle("figure-changed", moves);
      });
    },
  };
}

function kindOf(index: number, { affected, partly, open }: Hundred): string {
  if (open && index >= open.from && index < open.to) return "figure-open";
  if (index < (open?.from ?? affected)) return "figure-on";
  return partly && index === affected ? "figure-partly" : "figure-off";
}
