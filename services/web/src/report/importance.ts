/** Which fields the model goes by, over many people. */

import { h, svg } from "../dom";
import { count, decimal } from "../format";
import type { FullReport } from "./shape";
import { section } from "./words";

export function importanceSection({ importance }: FullReport): HTMLElement | null {
  if (!importance) return null;
  const widest = Math.max(0.01, ...importance.fields.map(({ points }) => points));
  return section("importance", "What it goes by",
    `By how many points of 100 each answer moves a result away from the average, over ${count(importance.people)} people (mean absolute Shapley values). It tells what the model uses, not what causes what.`,
    h("ul", { class: "moved-list importance-list" }, importance.fields.map(({ name, label, points }) => h("li", { "data-importance": name },
      h("span", { class: "moved-name" }, label),
      svg("svg", { class: "moved-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { class: "moved-up", x: 0, y: 1, width: Math.max(0.4, (100 * points) / widest), height: 8 })),
      h("span", { class: "moved-points" }, decimal(points, 1))))));
}
