/** Who was flagged and who was not, as four fields whose depth is their share of the row. */

import type { Confusion, People } from "../net/wire/report";
import { h, svg } from "../ui/dom";
import { say } from "../words/charts";
import { count, known, percent } from "../words/numbers";
import type { Numbers } from "./files";

/** How many are in both fields of a row; null where one holds a few people, of whom it would tell how many they are. */
const both = (one: People, other: People): number | null => (typeof one === "string" || typeof other === "string" ? null : one + other);

/** "84 % · found", or the words alone where no share is told. */
const shareOf = (n: People, of: number | null, words: string): string => (of === null || typeof n === "string" ? words : `${percent(of > 0 ? n / of : 0, 0)} · ${words}`);

/** How deep the ground is: what is known of a row is its whole. */
const depth = (n: People, other: People): number => known(n) / Math.max(known(n) + known(other), 1);

export function confusionTable({ tp, fp, fn, tn }: Confusion): HTMLElement {
  const [affected, others] = [both(tp, fn), both(fp, tn)];
  const all = (people: number | null) => (people === null ? null : h("span", { class: "muted cell-note" }, count(people)));
  const cell = (n: People, beside: People, code: keyof Confusion, good: boolean) => {
    const element = h("td", { class: good ? "cell cell-hit" : "cell cell-miss", "data-cell": code },
      h("strong", {}, count(n)), h("span", {}, shareOf(n, both(n, beside), say.cells[code])));
    // The ground is mixed in the style sheet; here only how much of it.
    element.style.setProperty("--share", `${Math.round(10 + depth(n, beside) * 34)}%`);
    return element;
  };
  return h("table", { class: "confusion" },
    h("caption", { class: "visually-hidden" }, say.confusion),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, say.flagged), h("th", { scope: "col" }, say.notFlagged))),
    h("tbody", {},
      h("tr", {}, h("th", { scope: "row" }, say.affected, all(affected)), cell(tp, fn, "tp", true), cell(fn, tp, "fn", false)),
      h("tr", {}, h("th", { scope: "row" }, say.notAffected, all(others)), cell(fp, tn, "fp", false), cell(tn, fp, "tn", true))));
}

const [LEFT, TOP, WIDE, HIGH] = [170, 62, 170, 72];

/** The same four fields as one picture to take along. */
export function confusionPicture(title: string, { tp, fp, fn, tn }: Confusion): SVGElement {
  const [width, height] = [LEFT + 2 * WIDE + 8, TOP + 2 * HIGH + 8];
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 13 };
  const rows = [
    { label: say.affected, all: both(tp, fn), cells: [{ n: tp, beside: fn, words: say.cells.tp, fill: "#0b6470" }, { n: fn, beside: tp, words: say.cells.fn, fill: "#f0b44c" }] },
    { label: say.notAffected, all: both(fp, tn), cells: [{ n: fp, beside: tn, words: say.cells.fp, fill: "#f0b44c" }, { n: tn, beside: fp, words: say.cells.tn, fill: "#0b6470" }] },
  ];
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    [say.flagged, say.notFlagged].map((words, column) => svg("text", { ...ink, x: LEFT + (column + 0.5) * WIDE, y: TOP - 10, "text-anchor": "middle" }, words)),
    rows.map(({ label, all, cells }, row) => {
      const y = TOP + row * HIGH;
      return svg("g", {},
        svg("text", { ...ink, x: 8, y: y + 28, "font-weight": 600 }, label), all === null ? null : svg("text", { ...ink, x: 8, y: y + 46 }, count(all)),
        cells.map(({ n, beside, words, fill }, column) => {
          const middle = LEFT + (column + 0.5) * WIDE;
          return svg("g", {},
            svg("rect", { x: LEFT + column * WIDE + 2, y: y + 2, width: WIDE - 4, height: HIGH - 4, rx: 6, fill, "fill-opacity": (0.1 + depth(n, beside) * 0.34).toFixed(3) }),
            svg("text", { ...ink, x: middle, y: y + 30, "font-size": 16, "font-weight": 600, "text-anchor": "middle" }, count(n)),
            svg("text", { ...ink, x: middle, y: y + 50, "text-anchor": "middle" }, shareOf(n, all, words)));
        }));
    }));
}

export const confusionNumbers = ({ tp, fp, fn, tn }: Confusion): Numbers => ({
  columns: ["outcome", "flagged", "people"],
  rows: [["yes", "yes", tp], ["yes", "no", fn], ["no", "yes", fp], ["no", "no", tn]],
});
