/** Whether the rows are enough for what is learned from them, and how much other rows would have changed. */

import { files } from "../charts/files";
import { asTable, legend } from "../charts/frame";
import { instabilityChart } from "../charts/instability";
import type { BootstrapModels, ChosenBasis, Report, SampleSize } from "../net/wire/report";
import { h } from "../ui/dom";
import { between, count, decimal, ofHundredInColumn, signed } from "../words/numbers";
import { say } from "../words/report-figures";
import { fact, section } from "./section";

export function sampleSizeSection({ sample_size: size, refits, forms }: Report): HTMLElement | null {
  if (!size && !refits && !forms) return null;
  return section("sample-size", say.sampleSize, say.sampleSizeLead,
    size ? sampleSize(size) : null, refits ? instability(refits) : null, forms ? chosen(forms) : null);
}

function sampleSize(size: SampleSize): HTMLElement {
  return h("div", { "data-sample-size": size.needed ?? "none" },
    h("p", {}, size.needed === null
      ? say.nothingLearned(count(size.rows), count(size.events))
      : say.rowsNeeded(size.parameters, size.needed, count(size.rows), count(size.events), size.enough)),
    h("details", { class: "more" }, h("summary", {}, say.eachCriterion),
      h("dl", { class: "facts facts-wide" },
        fact(say.shrinkage, say.rowsAsked(size.shrinkage)),
        fact(say.optimism, say.rowsAsked(size.optimism)),
        fact(say.overall, say.rowsAsked(size.overall)))));
}

function instability(models: BootstrapModels): HTMLElement {
  const intervals = models.band.flatMap(({ score, low, high }) => (low === null || high === null ? [] : [{ score, low, high }]));
  const apart = models.mean_difference === undefined ? null : decimal(models.mean_difference, 1);
  const chart = intervals.length === 0 ? null : instabilityChart(intervals);
  return h("div", {},
    h("h3", {}, say.bootstrapModels),
    h("p", {}, say.bootstrapLead(count(models.count), apart)),
    chart && [
      chart,
      legend(["sample-bootstrap", say.bootstrapSpan], ["sample-ideal", say.sameScore]),
      files(chart, "bootstrap-models", say.bootstrapModels, { columns: ["score_of_100", "low", "high"], rows: intervals.map(({ score, low, high }) => [score, low, high]) }),
      asTable([{ label: say.score }, { label: say.bootstrapOfHundred }],
        intervals.map(({ score, low, high }) => [String(score), between(ofHundredInColumn(low), ofHundredInColumn(high))])),
    ]);
}

function chosen({ fields, with: expanded, without }: ChosenBasis): HTMLElement {
  const written = (value: number): string => decimal(value, 4);
  const figures: Parameters<typeof say.chosenFor>[1] = expanded && without ? {
    auroc: [written(without.auroc), written(expanded.auroc), signed(without.auroc - expanded.auroc, 4)],
    logLoss: [written(without.log_loss), written(expanded.log_loss), signed(without.log_loss - expanded.log_loss, 4)],
  } : null;
  return h("div", { "data-chosen-basis": fields.length },
    h("h3", {}, say.chosenBasis),
    h("p", {}, say.chosenFor(fields, figures)));
}
