/** Which fields the model goes by, over many people. */

import { barsPicture } from "../charts/bars";
import { files } from "../charts/files";
import { legend } from "../charts/frame";
import type { Report } from "../net/wire/report";
import { h, svg, type Child } from "../ui/dom";
import { between, count, decimal } from "../words/numbers";
import { say } from "../words/report-data";
import { section } from "./section";

type Field = NonNullable<Report["importance"]>["fields"][number];

/** The interval; null in a report from before there was one. */
const ends = ({ low, high }: Field): [low: number, high: number] | null => (low === undefined || high === undefined ? null : [low, high]);

const drawn = (field: Field, draw: (low: number, high: number) => Child): Child => {
  const its = ends(field);
  return its && draw(...its);
};

const words = (low: number, high: number): string => between(decimal(low, 1), decimal(high, 1));

export function importanceSection({ importance }: Report): HTMLElement | null {
  if (!importance) return null;
  const widest = Math.max(0.01, ...importance.fields.flatMap(({ points, high }) => [points, high ?? 0]));
  const wide = (points: number) => (100 * points) / widest;
  const told = importance.fields.every((field) => ends(field) !== null);
  const list = h("ul", { class: "contribution-list importance-list" }, importance.fields.map((field) => h("li", { "data-importance": field.name },
      h("span", { class: "contribution-name" }, field.label),
      svg("svg", { class: "contribution-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { class: "contribution-up", x: 0, y: 1, width: Math.max(0.4, wide(field.points)), height: 8 }),
        // What lies on the bar stands out from it.
        ["contribution-span-ground", "contribution-span"].map((look) => drawn(field, (low, high) => svg("line", { class: look, x1: wide(low), x2: wide(high), y1: 5, y2: 5 })))),
      h("span", { class: "contribution-points" }, decimal(field.points, 1), drawn(field, (low, high) => h("span", { class: "muted cell-note" }, words(low, high)))))));
  return section("importance", say.importance, say.importanceLead(count(importance.people)),
    told ? legend(["sample-importance", say.importanceMean], ["sample-span", say.interval]) : null,
    h("p", { class: "muted" }, told ? say.importanceSpan : say.importanceWithoutSpan),
    list,
    files(list, "importance", say.importance, {
      columns: ["field", "label", "points_of_100", "low", "high"],
      rows: importance.fields.map(({ name, label, points, low, high }) => [name, label, points, low ?? null, high ?? null]),
    }, {
      picture: () => barsPicture(say.importanceFile, importance.fields.map((field) => {
        const its = ends(field);
        return { label: field.label, value: field.points, words: `${decimal(field.points, 1)}${its ? ` (${words(...its)})` : ""}`, span: its ?? undefined };
      })),
    }));
}
