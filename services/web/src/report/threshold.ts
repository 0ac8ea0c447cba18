/** Whom the model points out, and whether pointing them out does more good than harm. */

import { confusionPicture } from "../charts/confusion";
import { decisionChart } from "../charts/decision";
import { asTable, legend } from "../charts/frame";
import { hundredPeople, outOfHundred } from "../charts/hundred";
import { intervalTrack } from "../charts/interval";
import type { DecisionCurve, Estimate, Measures, People, Report } from "../net/wire/report";
import { h } from "../ui/dom";
import { count, decimal, known, ofHundred, percent, percentSpan } from "../ui/format";
import { section } from "./section";

/** Policies of a declaration as words; one that is not known here is shown as it is written. */
const POLICIES: Record<string, string> = { max_f1: "largest F1 on out-of-fold predictions" };
export const policyInWords = (policy: string): string => POLICIES[policy] ?? policy;

export function thresholdSection({ threshold, evaluation }: Pick<Report, "threshold"> & { evaluation: { winner: Measures } }, outcome: string): HTMLElement {
  const { confusion } = evaluation.winner;
  const [found = 0, missed = 0, alarm = 0, left = 0] = outOfHundred([confusion.tp, confusion.fn, confusion.fp, confusion.tn].map(known));
  const label = `Of 100 people ${found} are found, ${missed} missed, ${alarm} flagged without ${outcome}, and ${left} rightly left alone.`;
  const kinds = [
    { look: "found", n: found }, { look: "missed", n: missed }, { look: "alarm", n: alarm }, { look: "left", n: left },
  ] as const;
  const key = (look: string, n: number, exact: People, words: string) => h("li", { class: `hundred-key key-${look}`, "data-hundred": look }, h("strong", {}, String(n)), h("span", {}, words,
    // Fewer than one half of a person rounds to nobody, which is not the truth.
    n === 0 && exact !== 0 ? h("span", { class: "muted" }, ` (${count(exact)} in all)`) : null));
  return section("threshold", "At the threshold",
    `The model points somebody out from ${ofHundred(threshold.value)} of 100 on (${policyInWords(threshold.policy)}).${threshold.interval ? ` Other samples would put it between ${ofHundred(threshold.interval[0])} and ${ofHundred(threshold.interval[1])}.` : ""}`,
    h("div", { class: "figure-pair" },
      h("div", {},
        h("h3", {}, "100 people like those in the data"),
        h("figure", { class: "people-figure" },
          hundredPeople([...kinds], label, 20),
          h("figcaption", {}, h("ul", { class: "hundred-keys" },
            key("found", found, confusion.tp, `with ${outcome}, found`),
            key("missed", missed, confusion.fn, `with ${outcome}, missed`),
            key("alarm", alarm, confusion.fp, "without it, pointed out all the same"),
            key("left", left, confusion.tn, "without it, rightly left alone"))))),
      h("div", {},
        h("h3", {}, "Rates, with 95 % intervals"),
        h("table", { class: "forest forest-rates", "data-chart": "rates" }, h("tbody", {},
          rate("Sensitivity", "of those with it are found", threshold.sensitivity),
          rate("Specificity", "of those without are left alone", threshold.specificity),
          rate("Flagged", "of everybody are pointed out", threshold.flagged))),
        h("details", { class: "more" }, h("summary", {}, "The counts"), confusionPicture(confusion)))));
}

function rate(label: string, words: string, interval: Estimate): HTMLElement {
  return h("tr", { "data-rate": label.toLowerCase() },
    h("th", { scope: "row" }, label, h("span", { class: "muted cell-note" }, words)),
    h("td", { class: "forest-track" }, intervalTrack(interval, { from: 0, to: 1, reference: null }, "is-winner")),
    h("td", { class: "numeric" }, percent(interval.estimate), h("span", { class: "muted cell-note" }, percentSpan(interval))));
}

/** @param before the same curve where the model was trained, to be drawn beside it */
export function decisionSection({ decision_curve: curve, threshold }: Pick<Report, "decision_curve" | "threshold">, before?: DecisionCurve): HTMLElement {
  const points = curve.thresholds.map((at, index) => ({ threshold: at, model: curve.model[index] ?? null, all: curve.treat_all[index] ?? null, before: before?.model[index] ?? null }));
  const per100 = (value: number | null) => (value === null ? "–" : decimal(value * 100, 2).replace("-", "−"));
  return section("decision", "Is it of use?",
    "Net benefit: people rightly pointed out, less those pointed out for nothing, who weigh as much as the threshold says. The model is of use where its line lies above both others.",
    decisionChart(points, threshold.value),
    legend(["sample-curve", before ? "The model here" : "The model"], before ? ["sample-before", "In training"] : null, ["sample-all", "Point out everybody"], ["sample-none", "Point out nobody"], ["sample-threshold", "The threshold in use"]),
    asTable([{ label: "Threshold" }, { label: "Model, per 100" }, ...(before ? [{ label: "In training" }] : []), { label: "Everybody, per 100" }, { label: "Nobody" }],
      points.map(({ threshold: at, model, before: former, all }) => [percent(at, 0), per100(model), ...(before ? [per100(former)] : []), per100(all), "0"])));
}
