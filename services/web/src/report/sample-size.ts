/** Whether the rows are enough for what is learned from them, and how much other rows would have changed. */

import { files, drawnIn } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { instabilityChart } from "../charts/instability";
import type { BootstrapModels, ChosenBasis, Report, SampleSize } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, ofHundred, plural, signed } from "../words/numbers";
import { fact, section } from "./section";

export function sampleSizeSection({ sample_size: size, refits, forms }: Report): HTMLElement | null {
  if (!size && !refits && !forms) return null;
  return section("sample-size", "Are the rows enough?",
    "A model of few people says a little too much, and other people of the same kind would have made another one.",
    size ? sampleSize(size) : null, refits ? instability(refits) : null, forms ? chosen(forms) : null);
}

function sampleSize(size: SampleSize): HTMLElement {
  const asked = (rows: number | null) => (rows === null ? "no number of rows" : plural(rows, "row", "rows"));
  return h("div", { "data-sample-size": size.needed ?? "none" },
    h("p", {}, size.needed === null
      ? `Nothing was learned, so that no number of rows follows; there are ${count(size.rows)} with ${count(size.events)} events.`
      : `By the criteria of Riley and others, ${plural(size.parameters, "number", "numbers")} to learn ${size.parameters === 1 ? "takes" : "take"} ${plural(size.needed, "row", "rows")}; there are ${count(size.rows)} with ${count(size.events)} events, which is ${size.enough ? "enough" : "fewer"}.`),
    h("details", { class: "more" }, h("summary", {}, "Each criterion"),
      h("dl", { class: "facts facts-wide" },
        fact("Log-odds need to be drawn together by a tenth at most", asked(size.shrinkage)),
        fact("Optimism of at most 5 points in the share explained", asked(size.optimism)),
        fact("The overall risk to within 5 points of 100", asked(size.overall)))));
}

function instability(models: BootstrapModels): HTMLElement {
  const intervals = models.band.flatMap(({ score, low, high }) => (low === null || high === null ? [] : [{ score, low, high }]));
  const apart = models.mean_difference === undefined ? "" : ` On average they are ${decimal(models.mean_difference, 1)} points of 100 away from this one.`;
  const chart = intervals.length === 0 ? null : instabilityChart(intervals);
  return h("div", {},
    h("h3", {}, "Bootstrap models"),
    h("p", {}, `${count(models.count)} models were fitted on bootstrap samples: these people, drawn with replacement.${apart}`),
    chart && [
      chart,
      legend(["sample-bootstrap", "95 % of the bootstrap models, mean of people with such a score"], ["sample-ideal", "The same score"]),
      files("bootstrap-models", "Bootstrap models", drawnIn(chart), { columns: ["score", "low", "high"], rows: intervals.map(({ score, low, high }) => [score, low, high]) }),
      asTable([{ label: "Score" }, { label: "Bootstrap models, of 100" }],
        intervals.map(({ score, low, high }) => [String(score), `${ofHundred(low)} to ${ofHundred(high)}`])),
    ]);
}

function chosen({ fields, with: expanded, without }: ChosenBasis): HTMLElement {
  const names = fields.join(", ");
  return h("div", { "data-chosen-basis": fields.length },
    h("h3", {}, "A basis expansion (non-linear form) that was chosen on these rows"),
    h("p", {}, expanded && without
      ? `Somebody has looked at these rows to choose the basis expansion of: ${names}. So the figures are a little too good. Without it the same recipe has, out of fold, AUROC ${decimal(without.auroc, 4)} instead of ${decimal(expanded.auroc, 4)} (${signed(without.auroc - expanded.auroc, 4)}), and log loss ${decimal(without.log_loss, 4)} instead of ${decimal(expanded.log_loss, 4)} (${signed(without.log_loss - expanded.log_loss, 4)}).`
      : `Somebody has looked at these rows to choose the basis expansion of: ${names}. This model does not see it.`));
}
