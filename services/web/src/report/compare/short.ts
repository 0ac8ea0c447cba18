/** Which of two versions is better, as far as it can be said, and every figure that differs. */

import { files } from "../../charts/files";
import { forestPicture } from "../../charts/forest";
import { intervalTrack, scaleOf, type Mark } from "../../charts/interval";
import type { Report } from "../../net/wire/report";
import { reasonsSaid } from "../../status/said";
import { h } from "../../ui/dom";
import { say } from "../../words/compare";
import { between, decimal, minus, signed } from "../../words/numbers";
import { icon } from "../../ui/icons";
import { section } from "../section";
import { figureRows, samePeople, type FigureRow } from "./figures";
import { better, type Difference, type Meeting } from "./paired";
import { figureCell, sideHead } from "./sections";
import { figuresOf, found, howCompared, inFigures, name } from "./words";

/** @param alike what is the same in both, part by part */
export function shortSection(a: Report, b: Report, meeting: Meeting | null, alike: string[]): HTMLElement {
  const { differ, same } = figureRows(a, b);
  const comparable = samePeople(a, b);
  return section("short", say.inShort, null,
    h("div", { class: comparable ? "alert alert-info" : "alert alert-warning", "data-comparable": String(comparable) }, icon(comparable ? "info" : "warning"), h("p", {}, howCompared(a, b, meeting))),
    meeting && meeting.differences.length > 0 ? pairedTable(meeting.differences) : null,
    meeting && meeting.words.length > 0 ? h("details", { class: "more" }, h("summary", {}, say.saidByGate(meeting.challenger.toUpperCase(), meeting.challenger === "b" ? "A" : "B")),
      h("ul", {}, reasonsSaid(meeting.words, meeting.checks).map((text) => h("li", {}, text)))) : null,
    differ.length === 0 ? h("p", { "data-no-difference": true }, say.allTheSame) : [
      h("h3", {}, say.sideBySide),
      figuresTable(differ),
      same.length > 0 ? h("p", { class: "muted" }, say.sameInBoth(same)) : null],
    alike.length > 0 ? h("p", { class: "muted", "data-alike": true }, say.noDifference(alike)) : null);
}

function pairedTable(differences: Difference[]): HTMLElement[] {
  const numbers = { columns: ["figure", "on", "b_minus_a", "low", "high"], rows: differences.map((each) => [each.measure, each.fresh ? "new_rows" : "evaluation_set", each.estimate, each.span?.[0] ?? null, each.span?.[1] ?? null]) };
  const title = say.pairedFile;
  const marks = differences.map((each) => ({ label: name(each), mark: markOf(each), words: figuresOf(each), strong: better(each) === "a" || better(each) === "b" || undefined }));
  const chart = h("table", { class: "forest forest-one paired", "data-chart": "paired" },
      h("caption", { class: "visually-hidden" }, say.pairedCaption),
      h("tbody", {}, differences.map((difference) => {
        const { measure, fresh, estimate, span } = difference;
        const mark = markOf(difference);
        const { low, high } = mark;
        const who = better(difference);
        return h("tr", { "data-paired": `${fresh ? "new_rows_" : ""}${measure}`, "data-better": who ?? "" },
          h("th", { scope: "row" }, say.measures[measure], h("span", { class: "muted cell-note" }, say.noteOn(fresh, measure === "auroc" ? say.notes.higher : say.notes.lower))),
          h("td", { class: "forest-track" }, intervalTrack(mark, scaleOf([mark], 0), who === "a" || who === "b" ? "is-winner" : "")),
          h("td", { class: "numeric" }, signed(estimate, 4), span ? h("span", { class: "muted cell-note" }, between(minus(decimal(low, 4)), minus(decimal(high, 4)))) : null, h("span", { class: "visually-hidden" }, inFigures(difference))),
          h("td", { class: "forest-note" }, h("span", { class: who === "a" || who === "b" ? "pill pill-good" : "pill" }, found(difference))));
      })));
  return [
    h("h3", {}, say.personByPerson),
    h("p", { class: "muted" }, say.pairedLead),
    chart,
    files(chart, "paired", title, numbers, { picture: () => forestPicture(title, marks, scaleOf(marks.map(({ mark }) => mark), 0)) })];
}

const markOf = ({ estimate, span }: Difference): Mark => ({ estimate, low: span?.[0] ?? estimate, high: span?.[1] ?? estimate });

function figuresTable(rows: FigureRow[]): HTMLElement {
  return h("table", { class: "sides sides-figures", "data-chart": "figures" },
    h("caption", { class: "visually-hidden" }, say.figuresCaption),
    h("thead", {}, h("tr", {}, h("td", {}), sideHead(), h("th", { scope: "col" }, say.minusA))),
    h("tbody", {}, rows.map(({ key, label, note, figures, write, apart }) => {
      const [one, other] = figures;
      return h("tr", { "data-figure": key },
        h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, note)),
        figures.map((figure, index) => h("td", { "data-side": index === 0 ? "A" : "B" }, figureCell(figure, write))),
        h("td", { "data-side": say.minusA }, one && other ? apart(other.estimate - one.estimate) : "–"));
    })));
}
