/** How one field is distributed among those with the outcome and among those without. */

import { h, svg } from "../ui/dom";
import { say } from "../words/charts";
import { fewPeople, percent } from "../words/numbers";
import { canvas, fluid } from "./frame";

export interface Bar {
  label: string;
  /** shares of their own group, which add up to 1; null of a few people, of whom no number is told */
  positive: number | null;
  negative: number | null;
}

const HEIGHT = 132;
const FOOT = 20;

/** "4.3 %"; of a few people only that they are few. */
export const shareInWords = (share: number | null): string => (share === null ? fewPeople() : percent(share));

const words = ({ label, positive, negative }: Bar) => say.shares(label, shareInWords(positive), shareInWords(negative));

/** Columns for what has an order; those without are the ground, those with are drawn over it. */
export function columnChart(bars: Bar[], name: string): HTMLElement {
  const most = largest(bars);
  return fluid((width) => {
    const wide = width / bars.length;
    const inner = Math.max(1, wide - 2);
    const y = (share: number | null) => HEIGHT - FOOT - ((share ?? 0) / most) * (HEIGHT - FOOT - 4);
    return canvas("distribution", width, HEIGHT, say.distribution(name),
      svg("line", { class: "grid", x1: 0, x2: width, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT }),
      bars.map((bar, index) => svg("g", {},
        svg("title", {}, words(bar)),
        svg("rect", { class: "bar-negative", x: index * wide + 1, width: inner, y: y(bar.negative), height: HEIGHT - FOOT - y(bar.negative) }),
        svg("rect", { class: "bar-positive", x: index * wide + 1 + inner * 0.25, width: inner * 0.5, y: y(bar.positive), height: HEIGHT - FOOT - y(bar.positive) }))),
      svg("text", { class: "tick-label", x: 0, y: HEIGHT - 4 }, bars[0]?.label ?? ""),
      svg("text", { class: "tick-label", x: width, y: HEIGHT - 4, "text-anchor": "end" }, bars.at(-1)?.label ?? ""));
  }, 420);
}

/**
 * A pair of bars for each choice, where there are few.
 * @param whole the share that fills the width; without it that of the longest bar
 */
export function pairChart(bars: Bar[], name: string, whole?: number): HTMLElement {
  const most = whole ?? largest(bars);
  const width = (share: number | null) => `${Math.min(100, ((share ?? 0) / most) * 100)}%`;
  return h("div", { class: "pairs", role: "img", "aria-label": say.distribution(name) },
    bars.map((bar) => h("div", { class: "pair" },
      h("span", { class: "pair-label" }, bar.label),
      svg("svg", { class: "plot", "data-chart": "distribution", height: 18, "aria-hidden": "true", focusable: "false" },
        svg("title", {}, words(bar)),
        svg("rect", { class: "bar-negative", x: 0, y: 0, height: 8, width: width(bar.negative) }),
        svg("rect", { class: "bar-positive", x: 0, y: 9, height: 8, width: width(bar.positive) })))));
}

const largest = (bars: Bar[]): number => Math.max(...bars.flatMap(({ positive, negative }) => [positive ?? 0, negative ?? 0]), 1e-9);
