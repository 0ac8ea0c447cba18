/** Who was flagged and who was not, as four fields whose depth is their share of the row. */

import type { Confusion, People } from "../net/wire/report";
import { h, svg } from "../ui/dom";
import { say } from "../words/charts";
import { count, known, percent } from "../words/numbers";
import type { Numbers } from "./files";

export function confusionTable({ tp, fp, fn, tn }: Confusion): HTMLElement {
  const [affected, others] = [known(tp) + known(fn), known(fp) + known(tn)];
  const cell = (n: People, of: number, code: keyof Confusion, good: boolean) => {
    const share = of > 0 ? known(n) / of : 0;
    const element = h("td", { class: good ? "cell cell-hit" : "cell cell-miss", "data-cell": code },
      h("strong", {}, count(n)), h("span", {}, typeof n === "string" ? say.cells[code] : `${percent(share, 0)} · ${say.cells[code]}`));
    // The ground is mixed in the style sheet; here only how much of it.
    element.style.setProperty("--share", `${Math.round(10 + share * 34)}%`);
    return element;
  };
  return h("table", { class: "confusion" },
    h("caption", { class: "visually-hidden" }, say.confusion),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, say.flagged), h("th", { scope: "col" }, say.notFlagged))),
    h("tbody", {},
      h("tr", {}, h("th", { scope: "row" }, say.affected, h("span", { class: "muted cell-note" }, count(affected))),
        cell(tp, affected, "tp", true), cell(fn, affected, "fn", false)),
      h("tr", {}, h("th", { scope: "row" }, say.notAffected, h("span", { class: "muted cell-note" }, count(others))),
        cell(fp, others, "fp", false), cell(tn, others, "tn", true))));
}

const [LEFT, TOP, WIDE, HIGH] = [170, 62, 170, 72];

/** The same four fields as one picture to take along. */
export function confusionPicture(title: string, { tp, fp, fn, tn }: Confusion): SVGElement {
  const [width, height] = [LEFT + 2 * WIDE + 8, TOP + 2 * HIGH + 8];
  const ink = { fill: "#12282b", "font-family": "sans-serif", "font-size": 13 };
  const rows = [
    { label: say.affected, cells: [{ n: tp, words: say.cells.tp, fill: "#0b6470" }, { n: fn, words: say.cells.fn, fill: "#f0b44c" }] },
    { label: say.notAffected, cells: [{ n: fp, words: say.cells.fp, fill: "#f0b44c" }, { n: tn, words: say.cells.tn, fill: "#0b6470" }] },
  ];
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, xmlns: "http://www.w3.org/2000/svg" },
    svg("title", {}, title),
    svg("rect", { x: 0, y: 0, width, height, fill: "#ffffff" }),
    svg("text", { ...ink, x: 8, y: 20, "font-weight": 600 }, title),
    [say.flagged, say.notFlagged].map((words, column) => svg("text", { ...ink, x: LEFT + (column + 0.5) * WIDE, y: TOP - 10, "text-anchor": "middle" }, words)),
    rows.map(({ label, cells }, row) => {
      const all = cells.reduce((sum, { n }) => sum + known(n), 0);
      const y = TOP + row * HIGH;
      return svg("g", {},
        svg("text", { ...ink, x: 8, y: y + 28, "font-weight": 600 }, label), svg("text", { ...ink, x: 8, y: y + 46 }, count(all)),
        cells.map(({ n, words, fill }, column) => {
          const share = all > 0 ? known(n) / all : 0;
          const middle = LEFT + (column + 0.5) * WIDE;
          return svg("g", {},
            svg("rect", { x: LEFT + column * WIDE + 2, y: y + 2, width: WIDE - 4, height: HIGH - 4, rx: 6, fill, "fill-opacity": (0.1 + share * 0.34).toFixed(3) }),
            svg("text", { ...ink, x: middle, y: y + 30, "font-size": 16, "font-weight": 600, "text-anchor": "middle" }, count(n)),
            svg("text", { ...ink, x: middle, y: y + 50, "text-anchor": "middle" }, typeof n === "string" ? words : `${percent(share, 0)} · ${words}`));
        }));
    }));
}

export const confusionNumbers = ({ tp, fp, fn, tn }: Confusion): Numbers => ({
  columns: ["outcome", "flagged", "people"],
  rows: [["yes", "yes", tp], ["yes", "no", fn], ["no", "yes", fp], ["no", "no", tn]],
});
