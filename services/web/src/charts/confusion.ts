/** Who was flagged and who was not, as four fields whose depth is their share of the row. */

import type { Confusion, People } from "../net/wire/report";
import { h } from "../ui/dom";
import { say } from "../words/charts";
import { count, known, percent } from "../words/numbers";

export function confusionPicture({ tp, fp, fn, tn }: Confusion): HTMLElement {
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
