/** A matrix as a table whose cells are coloured: deeper where the value is further from zero. */

import { h } from "../ui/dom";
import { decimal } from "../words/numbers";

export function heatmap(names: string[], matrix: (number | null)[][], caption: string): HTMLElement {
  return h("div", { class: "table-scroll has-edges", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: "heatmap", "data-chart": "heatmap" },
      h("caption", { class: "visually-hidden" }, caption),
      h("thead", {}, h("tr", {}, h("td", {}), names.map((name, index) =>
        h("th", { scope: "col" }, h("span", { "aria-hidden": "true" }, String(index + 1)), h("span", { class: "visually-hidden" }, name))))),
      h("tbody", {}, names.map((name, row) => h("tr", {},
        h("th", { scope: "row" }, h("span", { class: "heatmap-number", "aria-hidden": "true" }, String(row + 1)), name),
        names.map((_, column) => cell(matrix[row]?.[column] ?? null, row === column)))))));
}

function cell(value: number | null, same: boolean): HTMLElement {
  if (value === null) return h("td", { class: "heat heat-none" }, "–");
  const element = h("td", { class: same ? "heat heat-same" : value < 0 ? "heat heat-negative" : "heat heat-positive" }, signed(value));
  // The ground is mixed in the style sheet; here only how much of it.
  element.style.setProperty("--share", `${Math.round(Math.min(1, Math.abs(value)) * 50)}%`);
  return element;
}

/** "0.32" or "−0.32", with a sign that is as wide as a digit. */
const signed = (value: number): string => `${value < -0.004 ? "−" : ""}${decimal(Math.abs(value), 2)}`;
