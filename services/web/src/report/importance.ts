/** Which fields the model goes by, over many people. */

import { barsPicture } from "../charts/bars";
import { files } from "../charts/files";
import type { Report } from "../net/wire/report";
import { h, svg } from "../ui/dom";
import { count, decimal } from "../words/numbers";
import { say } from "../words/report-data";
import { section } from "./section";

export function importanceSection({ importance }: Report): HTMLElement | null {
  if (!importance) return null;
  const widest = Math.max(0.01, ...importance.fields.map(({ points }) => points));
  const list = h("ul", { class: "contribution-list importance-list" }, importance.fields.map(({ name, label, points }) => h("li", { "data-importance": name },
      h("span", { class: "contribution-name" }, label),
      svg("svg", { class: "contribution-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { class: "contribution-up", x: 0, y: 1, width: Math.max(0.4, (100 * points) / widest), height: 8 })),
      h("span", { class: "contribution-points" }, decimal(points, 1)))));
  return section("importance", say.importance, say.importanceLead(count(importance.people)),
    list,
    files(list, "importance", say.importance, { columns: ["field", "label", "points_of_100"], rows: importance.fields.map(({ name, label, points }) => [name, label, points]) },
      { picture: () => barsPicture(say.importanceFile, importance.fields.map(({ label, points }) => ({ label, value: points, words: decimal(points, 1) }))) }));
}
