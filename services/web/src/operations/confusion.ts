/** Who was flagged and who was not, as four fields whose depth is their share of the row. */

import { h } from "../dom";
import { count, percent } from "../format";
import type { Confusion } from "../wire";

export function confusionPicture({ tp, fp, fn, tn }: Confusion): HTMLElement {
  const cell = (n: number, of: number, words: string, code: string, good: boolean) => {
    const share = of > 0 ? n / of : 0;
    const element = h("td", { class: good ? "cell cell-hit" : "cell cell-miss", "data-cell": code },
      h("strong", {}, count(n)), h("span", {}, `${percent(share, 0)} · ${words}`));
    // The ground is mixed in the style sheet; here only how much of it.
    element.style.setProperty("--share", `${Math.round(10 + share * 34)}%`);
    return element;
  };
  return h("table", { class: "confusion" },
    h("caption", { class: "visually-hidden" }, "Confusion matrix on held-out rows"),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "Flagged"), h("th", { scope: "col" }, "Not flagged"))),
    h("tbody", {},
      h("tr", {}, h("th", { scope: "row" }, "Affected", h("span", { class: "muted cell-note" }, count(tp + fn))),
        cell(tp, tp + fn, "found", "tp", true), cell(fn, tp + fn, "missed", "fn", false)),
      h("tr", {}, h("th", { scope: "row" }, "Not affected", h("span", { class: "muted cell-note" }, count(fp + tn))),
        cell(fp, fp + tn, "false alarm", "fp", false), cell(tn, fp + tn, "rightly left alone", "tn", true))));
}
