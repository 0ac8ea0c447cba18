/** A chart to take along: its picture as SVG, its numbers as CSV. */

import { asCsv, type Cell } from "../ui/csv";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { saveAs } from "../ui/save";
import { say } from "../words/charts";
import { asFile } from "./picture";

export interface Numbers {
  columns: string[];
  /** as exact as the server tells them */
  rows: Cell[][];
}

/**
 * Two buttons. The files are called after the part of the page with `data-files` that they stand in.
 * @param picture what is drawn now, or a picture that is made for the file alone
 * @param label what stands before the buttons, where several charts share a place
 */
export function files(name: string, title: string, picture: () => SVGElement | null, numbers: Numbers | (() => Numbers), label?: string): HTMLElement {
  const save = (kind: "svg" | "csv", write: () => string | null) => h("button", {
    type: "button", class: "chart-file", "data-file": `${name}.${kind}`, "aria-label": say.asFile(title, kind.toUpperCase()),
    onclick: (event) => {
      const of = (event.currentTarget as Element).closest<HTMLElement>("[data-files]")?.dataset["files"];
      const text = write();
      if (text !== null) saveAs(`${of ? `${of}-` : ""}${name}.${kind}`, kind === "svg" ? "image/svg+xml" : "text/csv", text);
    },
  }, icon("download"), kind.toUpperCase());
  return h("p", { class: "chart-files" }, label ? h("span", { class: "muted" }, label) : null,
    save("svg", () => {
      const drawn = picture();
      // A picture that stands nowhere is dressed as it is.
      return drawn && (drawn.isConnected ? asFile(drawn, title, legendOf(drawn)) : new XMLSerializer().serializeToString(drawn));
    }),
    save("csv", () => {
      const { columns, rows } = typeof numbers === "function" ? numbers() : numbers;
      return asCsv([columns, ...rows]);
    }));
}

/** The picture within an element that is drawn anew whenever its width changes. */
export const drawnIn = (place: Element) => (): SVGElement | null => place.querySelector<SVGElement>("svg");

/** The legend right below a chart. */
function legendOf(drawn: SVGElement): Element | null {
  const next = drawn.closest(".chart")?.nextElementSibling;
  return next?.matches(".legend") ? next : null;
}
