/** All candidates of a training as a table to read. */

import type { Measures } from "../net/wire/report";
import { h } from "../ui/dom";
import { say } from "../words/charts";
import { count, decimal } from "../words/numbers";
import { icon } from "../ui/icons";

export type Better = "higher" | "lower";

/** A candidate, and how good it is. */
export interface Row {
  name: string;
  label: string;
  metrics: Measures;
}

/** What every candidate must beat. */
export interface Baseline {
  label: string;
  metrics: Measures | null;
}

interface Column {
  key: "accuracy" | "balanced_accuracy" | "precision" | "recall" | "specificity" | "f1" | "mcc" | "auroc" | "auprc" | "log_loss" | "brier";
  better: Better;
}

const COLUMNS: Column[] = [
  { key: "auroc", better: "higher" },
  { key: "auprc", better: "higher" },
  { key: "log_loss", better: "lower" },
  { key: "brier", better: "lower" },
  { key: "accuracy", better: "higher" },
  { key: "balanced_accuracy", better: "higher" },
  { key: "precision", better: "higher" },
  { key: "recall", better: "higher" },
  { key: "specificity", better: "higher" },
  { key: "f1", better: "higher" },
  { key: "mcc", better: "higher" },
];
const COUNTS = [["tp", "TP"], ["fp", "FP"], ["fn", "FN"], ["tn", "TN"]] as const;

export function candidateTable(candidates: Row[], winner: string, baselines: Baseline[]): HTMLElement {
  // The baselines are no candidates: none of them is marked as the best.
  const bests = new Map(COLUMNS.map((column) => [column.key, best(candidates.map(({ metrics }) => metrics[column.key]), column.better)]));
  const row = (label: string, metrics: Measures, won: boolean, candidate: boolean) =>
    h("tr", { class: won ? "is-winner" : candidate ? "" : "is-baseline", "data-candidate": label },
      h("th", { scope: "row" }, label, won ? h("span", { class: "pill pill-good" }, icon("check"), say.winner) : null),
      COLUMNS.map(({ key }) => {
        // Of nobody pointed out, none can be right.
        const value = key === "precision" && metrics.confusion.tp === 0 && metrics.confusion.fp === 0 ? null : metrics[key];
        const top = candidate && known(value) && value === bests.get(key);
        return h("td", { class: top ? "numeric is-best" : "numeric" }, decimal(value), top ? h("span", { class: "visually-hidden" }, say.best) : null);
      }),
      COUNTS.map(([key]) => h("td", { class: "numeric" }, count(metrics.confusion[key]))));
  return h("div", {},
    h("p", { class: "scroll-hint muted", "aria-hidden": "true" }, say.sideways, icon("arrow")),
    h("div", { class: "table-scroll has-edges", tabindex: "0", role: "region", "aria-label": say.allCandidates },
      h("table", { class: "candidates" },
        h("caption", { class: "visually-hidden" }, say.outOfFold),
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.candidate),
          COLUMNS.map(({ key }) => h("th", { scope: "col", class: "numeric" }, say.measures[key])),
          COUNTS.map(([, label]) => h("th", { scope: "col", class: "numeric" }, label)))),
        h("tbody", {},
          candidates.map(({ name, label, metrics }) => row(label, metrics, name === winner, true)),
          baselines.map(({ label, metrics }) => metrics && row(label, metrics, false, false))))),
    h("p", { class: "table-key muted" },
      h("span", { class: "best-key" }, decimal(0)), say.candidateKey));
}

export const known = (value: number | null | undefined): value is number => typeof value === "number" && Number.isFinite(value);

function best(values: (number | null | undefined)[], better: Better): number | null {
  const all = values.filter(known);
  if (all.length === 0) return null;
  return better === "higher" ? Math.max(...all) : Math.min(...all);
}
