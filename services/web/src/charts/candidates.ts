/** All candidates of a training: a table to read and dots to look at. */

import type { Measures } from "../net/wire/report";
import { h } from "../ui/dom";
import { say } from "../words/charts";
import { count, decimal } from "../words/numbers";
import { icon } from "../ui/icons";

type Better = "higher" | "lower";

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
        const value = metrics[key];
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

const known = (value: number | null | undefined): value is number => typeof value === "number" && Number.isFinite(value);

function best(values: (number | null | undefined)[], better: Better): number | null {
  const all = values.filter(known);
  if (all.length === 0) return null;
  return better === "higher" ? Math.max(...all) : Math.min(...all);
}

export function candidateDots(candidates: Row[], winner: string): HTMLElement {
  return h("div", { class: "dots-pair" },
    dots(candidates, winner, "auroc", say.furtherRight, "higher"),
    dots(candidates, winner, "log_loss", say.furtherLeft, "lower"));
}

/** How many of the best span the scale; whoever is far behind them stands at its edge. */
const ON_SCALE = 5;

/** One dot for each candidate on a common scale, best first. The scale starts where the figures do: dots, unlike bars, may. */
function dots(candidates: Row[], winner: string, key: "auroc" | "log_loss", note: string, better: Better): HTMLElement {
  const shown = candidates.flatMap(({ name, label, metrics }) => {
    const value = metrics[key];
    return known(value) ? [{ name, label, value }] : [];
  }).sort((a, b) => (better === "higher" ? b.value - a.value : a.value - b.value));
  const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
  const all = shown.map(({ value }) => value);
  // One that is far off would press all the others together.
  const values = spread(all) > 1.5 * spread(all.slice(0, ON_SCALE)) ? all.slice(0, ON_SCALE) : all;
  const room = spread(values) * 0.08 || 0.01;
  const from = Math.min(...values) - room;
  const span = Math.max(...values) + room - from;
  const off = (value: number) => value < from || value > from + span;
  return h("figure", { class: "dots" },
    h("figcaption", {}, h("strong", {}, say.measures[key]), h("span", { class: "muted" }, ` – ${note}${all.some(off) ? say.offScale : ""}`)),
    h("ul", {}, shown.map(({ name, label, value }) => {
      const edge = [off(value) ? " is-off-scale" : "", value < from ? " is-left" : ""].join("");
      const dot = h("span", { class: `dot${edge}` });
      dot.style.left = `${Math.min(1, Math.max(0, (value - from) / span)) * 100}%`;
      return h("li", { class: name === winner ? "is-winner" : "" },
        h("span", { class: "dot-label" }, label), h("span", { class: "dot-track", "aria-hidden": "true" }, dot), h("span", { class: "dot-value" }, decimal(value)));
    })));
}
