/** Which of two versions is better, as far as it can be said, and every figure that differs. */

import { files } from "../../charts/files";
import { forestPicture } from "../../charts/forest";
import { intervalTrack, scaleOf, type Mark } from "../../charts/interval";
import type { Report } from "../../net/wire/report";
import { sentences } from "../../status/reasons";
import { h } from "../../ui/dom";
import { decimal, minus, signed } from "../../words/numbers";
import { icon } from "../../ui/icons";
import { section } from "../section";
import { figureRows, samePeople, type FigureRow } from "./figures";
import { better, type Difference, type Meeting } from "./paired";
import { figureCell, sideHead } from "./sections";
import { found, howCompared, inFigures } from "./words";

/** @param alike what is the same in both, part by part */
export function shortSection(a: Report, b: Report, meeting: Meeting | null, alike: string[]): HTMLElement {
  const { differ, same } = figureRows(a, b);
  const comparable = samePeople(a, b);
  return section("short", "In short", null,
    h("div", { class: comparable ? "alert alert-info" : "alert alert-warning", "data-comparable": String(comparable) }, icon(comparable ? "info" : "warning"), h("p", {}, howCompared(a, b, meeting))),
    meeting && meeting.differences.length > 0 ? pairedTable(meeting.differences) : null,
    meeting && meeting.words.length > 0 ? h("details", { class: "more" }, h("summary", {}, `What the gate said of ${meeting.challenger.toUpperCase()} beside ${meeting.challenger === "b" ? "A" : "B"}`),
      h("ul", {}, sentences(meeting.words).map((text) => h("li", {}, text)))) : null,
    differ.length === 0 ? h("p", { "data-no-difference": true }, "All figures are the same, to the last digit that is shown.") : [
      h("h3", {}, "Figures side by side"),
      figuresTable(differ),
      same.length > 0 ? h("p", { class: "muted" }, `The same in both: ${same.join(", ")}.`) : null],
    alike.length > 0 ? h("p", { class: "muted", "data-alike": true }, `No difference in: ${alike.join(", ")}.`) : null);
}

function pairedTable(differences: Difference[]): HTMLElement[] {
  const name = ({ measure, fresh }: Difference) => `${measure === "auroc" ? "AUROC" : "Log loss"}${fresh ? " on new rows" : ""}`;
  const numbers = { columns: ["figure", "b_minus_a", "low", "high"], rows: differences.map((each) => [name(each), each.estimate, each.span?.[0] ?? null, each.span?.[1] ?? null]) };
  const title = "Paired differences, B minus A";
  const marks = differences.map((each) => ({ label: name(each), mark: markOf(each), words: inFigures(each).replace(/^.*?: /, ""), strong: better(each) === "a" || better(each) === "b" || undefined }));
  return [
    h("h3", {}, "Person by person: B minus A"),
    h("p", { class: "muted" }, "With 95 % intervals. The dashed line is no difference."),
    h("table", { class: "forest forest-one paired", "data-chart": "paired" },
      h("caption", { class: "visually-hidden" }, "Paired differences, with 95 % intervals"),
      h("tbody", {}, differences.map((difference) => {
        const { measure, fresh, estimate, span } = difference;
        const mark = markOf(difference);
        const { low, high } = mark;
        const who = better(difference);
        return h("tr", { "data-paired": `${fresh ? "new_rows_" : ""}${measure}`, "data-better": who ?? "" },
          h("th", { scope: "row" }, measure === "auroc" ? "AUROC" : "Log loss", h("span", { class: "muted cell-note" }, `${fresh ? "on new rows; " : ""}${measure === "auroc" ? "higher is better" : "lower is better"}`)),
          h("td", { class: "forest-track" }, intervalTrack(mark, scaleOf([mark], 0), who === "a" || who === "b" ? "is-winner" : "")),
          h("td", { class: "numeric" }, signed(estimate, 4), span ? h("span", { class: "muted cell-note" }, `${minus(decimal(low, 4))} to ${minus(decimal(high, 4))}`) : null, h("span", { class: "visually-hidden" }, inFigures(difference))),
          h("td", { class: "forest-note" }, h("span", { class: who === "a" || who === "b" ? "pill pill-good" : "pill" }, found(difference))));
      }))),
    files("paired", title, () => forestPicture(title, marks, scaleOf(marks.map(({ mark }) => mark), 0)), numbers)];
}

const markOf = ({ estimate, span }: Difference): Mark => ({ estimate, low: span?.[0] ?? estimate, high: span?.[1] ?? estimate });

function figuresTable(rows: FigureRow[]): HTMLElement {
  return h("table", { class: "sides sides-figures", "data-chart": "figures" },
    h("caption", { class: "visually-hidden" }, "Figures that differ, with 95 % intervals"),
    h("thead", {}, h("tr", {}, h("td", {}), sideHead(), h("th", { scope: "col" }, "B minus A"))),
    h("tbody", {}, rows.map(({ key, label, note, figures, write }) => {
      const [one, other] = figures;
      return h("tr", { "data-figure": key },
        h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, note)),
        figures.map((figure, index) => h("td", { "data-side": index === 0 ? "A" : "B" }, figureCell(figure, write))),
        h("td", { "data-side": "B minus A" }, one && other ? minusA(other.estimate - one.estimate, write) : "–"));
    })));
}

/** Two shares differ by points of 100, not by a share of one of them. */
const minusA = (value: number, write: (value: number) => string): string => {
  const text = write(value).replace(/^-/, "−").replace(/ %$/, " points");
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};
