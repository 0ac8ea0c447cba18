/** A chart to take along: its picture as SVG, its numbers as CSV. */

import { asCsv, type Cell } from "../ui/csv";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { saveAs } from "../ui/save";
import { say } from "../words/charts";
import { asFile } from "./picture";

/** What programs read: columns are named in English in every language, numbers are as exact as the server tells them. */
export interface Numbers {
  /** shares and probabilities are of 1, unless a name says something else; the ends of an interval are called low and high */
  columns: string[];
  rows: Cell[][];
}

interface Otherwise {
  /** a picture that is made for the file alone: for what is drawn as a table, or in several pieces */
  picture?: () => SVGElement | null;
  /** what stands before the buttons, where a drawing goes into several files */
  label?: string;
}

/**
 * Two buttons for what is drawn. The files are called after the part of the page with `data-files` that they stand in.
 * @param drawn holds the drawing, and says from now on what it is saved as: a drawing that does not, fails a test
 */
export function files(drawn: Element, name: string, title: string, numbers: Numbers | (() => Numbers), { picture = drawnIn(drawn), label }: Otherwise = {}): HTMLElement {
  drawn.setAttribute("data-saved-as", [drawn.getAttribute("data-saved-as"), name].filter(Boolean).join(" "));
  const save = (kind: "svg" | "csv", note: string | null, write: () => string | null) => h("button", {
    type: "button", class: "chart-file", "data-file": `${name}.${kind}`, "aria-label": say.asFile(title, kind.toUpperCase()), title: note,
    onclick: (event) => {
      const of = (event.currentTarget as Element).closest<HTMLElement>("[data-files]")?.dataset["files"];
      const text = write();
      if (text !== null) saveAs(`${of ? `${of}-` : ""}${name}.${kind}`, kind === "svg" ? "image/svg+xml" : "text/csv", text);
    },
  }, icon("download"), kind.toUpperCase());
  return h("p", { class: "chart-files" }, label ? h("span", { class: "muted" }, label) : null,
    save("svg", null, () => {
      const found = picture();
      // A picture that stands nowhere is dressed as it is.
      return found && (found.isConnected ? asFile(found, title, legendOf(found)) : new XMLSerializer().serializeToString(found));
    }),
    save("csv", say.csvIs, () => {
      const { columns, rows } = typeof numbers === "function" ? numbers() : numbers;
      return asCsv([columns, ...rows]);
    }));
}

/** The picture within an element that is drawn anew whenever its width changes. */
const drawnIn = (place: Element) => (): SVGElement | null => place.querySelector<SVGElement>("svg");

/** The legend right below a chart. */
function legendOf(drawn: SVGElement): Element | null {
  const next = drawn.closest(".chart")?.nextElementSibling;
  return next?.matches(".legend") ? next : null;
}
