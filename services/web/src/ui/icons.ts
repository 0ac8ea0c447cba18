/** The drawings: the bell, and the icons beside words. All are decoration; the words say the same. */

import { svg } from "./dom";

const BELL =
  "M16 4.6a2 2 0 0 1 2 2v.5c3.3.9 5.3 3.7 5.3 7.4 0 3.6.9 5 2.2 6.3.5.5.2 1.4-.6 1.4H7.1c-.8 0-1.1-.9-.6-1.4 1.3-1.3 2.2-2.7 2.2-6.3 0-3.7 2-6.5 5.3-7.4v-.5a2 2 0 0 1 2-2z";

export function bellMark(): SVGElement {
  return svg("svg", { class: "bell-mark", viewBox: "0 0 32 32", width: 32, height: 32, "aria-hidden": "true", focusable: "false" },
    svg("rect", { class: "bell-ground", width: 32, height: 32, rx: 8 }),
    svg("path", { class: "bell-body", d: BELL }),
    svg("circle", { class: "bell-clapper", cx: 16, cy: 24.8, r: 2.1 }));
}

/** A field of dots in which a bell stands out: one leads, the flock follows. */
export function bellOfDots(): SVGElement {
  const rows = [
    "......o......",
    ".....ooo.....",
    "....ooooo....",
    "...ooooooo...",
    "...ooooooo...",
    "...ooooooo...",
    "..ooooooooo..",
    "..ooooooooo..",
    "..ooooooooo..",
    ".ooooooooooo.",
    "ooooooooooooo",
    ".............",
    ".....ccc.....",
  ];
  const dots = rows.flatMap((row, y) => [...row].map((kind, x) =>
    svg("circle", {
      class: kind === "o" ? "dot-bell" : kind === "c" ? "dot-clapper" : "dot-ground",
      cx: 20 * x + 10, cy: 20 * y + 10, r: kind === "." ? 3 : 6.5,
    })));
  return svg("svg", { class: "bell-of-dots", viewBox: "0 0 260 260", "aria-hidden": "true", focusable: "false" }, dots);
}

const ICONS = {
  arrow: "M4 10h11M10.5 5l5 5-5 5",
  check: "M4.5 10.5l3.8 3.8 7.2-8",
  cross: "M5.5 5.5l9 9m0-9l-9 9",
  warning: "M10 3.2l7.6 13.3H2.4zM10 8.2v4M10 14.3v.2",
  info: "M10 2.8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 1 0 0-14.4zM10 9.2v4.6M10 6.4v.2",
  globe: "M10 2.8a7.2 7.2 0 1 0 0 14.4a7.2 7.2 0 1 0 0-14.4zM2.8 10h14.4M10 2.8c2.4 2 3.2 4.5 3.2 7.2s-.8 5.2-3.2 7.2c-2.4-2-3.2-4.5-3.2-7.2s.8-5.2 3.2-7.2",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  unlock: "M5 9h10v7.5H5zM7 9V6a3 3 0 0 1 5.7-1.2",
  download: "M10 3v9.5m-3.8-3.6l3.8 3.8 3.8-3.8M4 16.5h12",
  upload: "M10 13V3.5M6.2 7.1L10 3.3l3.8 3.8M4 16.5h12",
  print: "M6 7V3h8v4M6 14H3.5V8.5a1.5 1.5 0 0 1 1.5-1.5h10a1.5 1.5 0 0 1 1.5 1.5V14H14M6 11.5h8V17H6z",
  copy: "M7.5 7.5h9v9h-9zM4 12.5H3.5v-9h9V4",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3L10 14.3",
  refresh: "M16 10a6 6 0 1 1-1.8-4.3M16 3v3.5h-3.5",
} as const;

export function icon(name: keyof typeof ICONS): SVGElement {
  return svg("svg", { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }));
}
