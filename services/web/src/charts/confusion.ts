/** Who was flagged and who was not, as four fields whose depth is their share of the row. */

import type { Confusion, People } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, known, percent } from "../words/numbers";

export function confusionPicture({ tp, fp, fn, tn }: Confusion): HTMLElement {
  const [affected, others] = [known(tp) + known(fn), known(fp) + known(tn)];
  const cell = (n: People, of: number, words: string, code: string, good: boolean) => {
    const share = of > 0 ? known(n) / of : 0;
    const element = h("td", { class: good ? "cell cell-hit" : "cell cell-miss", "data-cell": code },
      h("strong", {}, count(n)), h("span", {}, typeof n === "string" ? words : `${percent(share, 0)} · ${words}`));
    // The ground is mixed in the style sheet; here only how much of it.
    element.style.setProperty("--share", `${Math.round(10 + share * 34)}%`);
    return element;
  };
  return h("table", { class: "confusion" },
    h("caption", { class: "visually-hidden" }, "Confusion matrix on held-out rows"),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "Flagged"), h("th", { scope: "col" }, "Not flagged"))),
    h("tbody", {},
      h("tr", {}, h("th", { scope: "row" }, "Affected", h("span", { class: "muted cell-note" }, count(affected))),
        cell(tp, affected, "found", "tp", true), cell(fn, affected, "missed", "fn", false)),
      h("tr", {}, h("th", { scope: "row" }, "Not affected", h("span", { class: "muted cell-note" }, count(others))),
        cell(fp, others, "false alarm", "fp", false), cell(tn, others, "rightly left alone", "tn", true))));
}
