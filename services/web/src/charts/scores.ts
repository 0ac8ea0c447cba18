/** Which scores people with the outcome got, and which those without: a histogram by outcome. */

import { svg } from "../ui/dom";
import { say } from "../words/charts";
import { between, count, ofHundred, percent, shortPercent } from "../words/numbers";
import { canvas, fluid, frame } from "./frame";

/** People with a score from `low` up to `high`; of a few the server says no more than that they are few. */
export interface ScoreBin {
  low: number;
  high: number;
  positive: number | string;
  negative: number | string;
}

export interface Counted extends ScoreBin {
  positive: number;
  negative: number;
}

/** Not more columns than these. */
const MOST = 40;

/** Columns that are wide enough to be seen: neighbours are joined until each spans a point of 100 and a fortieth of all. */
export function columns(bins: ScoreBin[]): Counted[] {
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return [];
  const least = Math.max(0.01, (last.high - first.low) / MOST) - 1e-9;
  const found: Counted[] = [];
  const number = (n: number | string) => (typeof n === "number" ? n : 0);
  for (const { low, high, positive, negative } of bins) {
    const former = found.at(-1);
    if (former && former.high - former.low < least) {
      found[found.length - 1] = { low: former.low, high, positive: former.positive + number(positive), negative: former.negative + number(negative) };
    } else {
      found.push({ low, high, positive: number(positive), negative: number(negative) });
    }
  }
  return found;
}

const whole = (value: number) => String(Math.round(value));

export function scoresChart(bins: ScoreBin[], threshold: () => number, follow: (act: () => void) => void): HTMLElement {
  const bars = columns(bins);
  const [first, last] = [bars[0]?.low ?? 0, bars.at(-1)?.high ?? 1];
  const sum = (side: "positive" | "negative") => Math.max(1, bars.reduce((all, bar) => all + bar[side], 0));
  const all = { positive: sum("positive"), negative: sum("negative") };
  // Columns of different width: what a column holds is its area.
  const tall = (bar: Counted, side: "positive" | "negative") => bar[side] / all[side] / (100 * (bar.high - bar.low));
  const top = Math.max(...bars.flatMap((bar) => [tall(bar, "positive"), tall(bar, "negative")]), 1e-6) * 1.04;
  return fluid((width) => {
    const height = Math.round(Math.min(320, Math.max(240, width * 0.42)));
    const { x, y, ground } = frame(width, height,
      { from: Math.floor(first * 10) * 10, to: Math.ceil(last * 10 - 1e-9) * 10, label: say.score, format: whole },
      { from: 0, to: top, label: say.shareOfGroup, format: (value) => shortPercent(value, 2) });
    const bar = (each: Counted, side: "positive" | "negative", inset: number) => {
      const [from, to] = [x(each.low * 100), x(each.high * 100)];
      const wide = Math.max(0.5, to - from - 1);
      return svg("rect", { class: `bar-${side}`, x: from + 0.5 + wide * inset, width: wide * (1 - 2 * inset), y: y(tall(each, side)), height: y(0) - y(tall(each, side)) });
    };
    const at = x(threshold() * 100);
    return canvas("scores", width, height, say.scores,
      ground,
      bars.map((each) => svg("g", {},
        svg("title", {}, say.column(between(ofHundred(each.low), ofHundred(each.high)), percent(each.positive / all.positive), percent(each.negative / all.negative), count(each.positive + each.negative))),
        bar(each, "negative", 0), bar(each, "positive", 0.25))),
      svg("line", { class: "threshold", x1: at, x2: at, y1: y(0), y2: y(top) }));
  }, 720, follow);
}
