/** All candidates of a training as dots to look at, each with its interval. */

import { h } from "../ui/dom";
import { say } from "../words/charts";
import { decimal, spanOf } from "../words/numbers";
import { known, type Better, type Row } from "./candidates";
import { files } from "./files";
import { forestNumbers, forestPicture, type ForestRow } from "./forest";
import { intervalTrack, scaleOf, type Scale } from "./interval";

export function candidateDots(candidates: Row[], winner: string): HTMLElement {
  return h("div", { class: "dots-pair" },
    dots(candidates, winner, "auroc", say.furtherRight, "higher"),
    dots(candidates, winner, "log_loss", say.furtherLeft, "lower"));
}

/** How many of the best span the scale; whoever is far behind them stands at its edge. */
const ON_SCALE = 5;

/** One dot for each candidate on a common scale, best first. The scale starts where the figures do: dots, unlike bars, may. */
function dots(candidates: Row[], winner: string, key: "auroc" | "log_loss", note: string, better: Better): HTMLElement {
  const rows = candidates.flatMap(({ name, label, metrics }): ForestRow[] => {
    const estimate = metrics[key];
    const [low, high] = metrics.intervals?.[key] ?? [estimate, estimate];
    return known(estimate) ? [{ name, label, mark: { estimate, low, high }, words: `${decimal(estimate)} (${spanOf([low, high])})`, strong: name === winner || undefined }] : [];
  }).sort(({ mark: a }, { mark: b }) => (better === "higher" ? b.estimate - a.estimate : a.estimate - b.estimate));
  const scale = scaleOfBest(rows);
  const off = rows.some(({ mark: { estimate } }) => estimate < scale.from || estimate > scale.to);
  const title = say.ofCandidates(say.measures[key]);
  const figure = h("figure", { class: "dots", "data-chart": `dots-${key}` },
    h("figcaption", {}, h("strong", {}, say.measures[key]), h("span", { class: "muted" }, ` – ${say.withInterval}; ${note}${off ? say.offScale : ""}`)),
    h("ul", {}, rows.map(({ label, mark, strong }) => h("li", { class: strong ? "is-winner" : "" },
      h("span", { class: "dot-label" }, label), intervalTrack(mark, scale, strong ? "is-winner" : ""),
      h("span", { class: "dot-value" }, decimal(mark.estimate), h("span", { class: "dot-span" }, spanOf([mark.low, mark.high])))))));
  return h("div", {}, figure, files(figure, `candidates-${key}`, title, forestNumbers("candidate", rows), { picture: () => forestPicture(title, rows, scale) }));
}

/** One that is far off would press all the others together. */
function scaleOfBest(rows: ForestRow[]): Scale {
  const spread = (some: ForestRow[]) => Math.max(...some.map(({ mark }) => mark.estimate)) - Math.min(...some.map(({ mark }) => mark.estimate));
  const best = rows.slice(0, ON_SCALE);
  if (spread(rows) <= 1.5 * spread(best)) return scaleOf(rows.map(({ mark }) => mark), null);
  const { from, to } = scaleOf(best.map(({ mark }) => mark), null);
  // Whose dot the intervals of the best leave room for is on the scale too, with the whole of its interval.
  return scaleOf(rows.filter(({ mark: { estimate } }) => estimate >= from && estimate <= to).map(({ mark }) => mark), null);
}
