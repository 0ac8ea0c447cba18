/** Whom the model points out, and whether pointing them out does more good than harm. */

import { confusionNumbers, confusionPicture, confusionTable } from "../charts/confusion";
import { decisionChart } from "../charts/decision";
import { files } from "../charts/files";
import { forestNumbers, forestPicture } from "../charts/forest";
import { asTable, legend } from "../charts/frame";
import { hundredPeople, outOfHundred } from "../charts/hundred";
import { intervalTrack } from "../charts/interval";
import type { DecisionCurve, Estimate, Measures, People, Report } from "../net/wire/report";
import { h, replace } from "../ui/dom";
import { between, count, decimal, known, minus, ofHundred, percent, percentSpan } from "../words/numbers";
import { say } from "../words/report-figures";
import { saidOrEnglish } from "../words/said";
import { netBenefit, outcomes, type LookedAt } from "./looked-at";
import { section } from "./section";
import { thresholdSlider } from "./slider";

/** Policies of a declaration as words; one that is not known here is shown as it is written. */
export const policyInWords = (policy: string): string => say.policies[policy] ?? saidOrEnglish(policy);

type Measured = Pick<Report, "threshold" | "decision_curve"> & { evaluation: { winner: Measures } };

export function thresholdSection({ threshold, evaluation, decision_curve: { prevalence } }: Measured, looked: LookedAt, outcome: string): HTMLElement {
  const { confusion } = evaluation.winner;
  const people = h("figure", { class: "people-figure" });
  const rates = h("table", { class: "forest forest-rates", "data-chart": "rates" });
  const matrix = confusionTable(confusion);
  const counts = h("details", { class: "more" }, h("summary", {}, say.theCounts), matrix,
    files(matrix, "confusion", say.theCounts, confusionNumbers(confusion), { picture: () => confusionPicture(say.theCounts, confusion) }));

  function show(): void {
    const away = looked.away();
    const exact = [confusion.tp, confusion.fn, confusion.fp, confusion.tn];
    replace(people, hundred(away ? outcomes(looked.rates(), prevalence) : exact.map(known), away ? null : exact, outcome));
    const { sensitivity, specificity, precision, flagged, net_benefit: benefit } = looked.rates();
    replace(rates, h("tbody", {},
      rate("sensitivity", sensitivity), rate("specificity", specificity), precision && rate("precision", precision), rate("flagged", flagged),
      h("tr", { "data-rate": "net-benefit" },
        h("th", { scope: "row", colspan: 2 }, say.netBenefit, h("span", { class: "muted cell-note" }, say.netBenefitIs)),
        h("td", { class: "numeric" }, per100(netBenefit(looked.rates(), prevalence)), benefit ? h("span", { class: "muted cell-note" }, between(per100(benefit.low), per100(benefit.high))) : null, h("span", { class: "muted cell-note" }, say.perHundred)))));
    counts.hidden = away;
  }
  looked.follow(show);
  show();

  const forestRows = () => {
    const { sensitivity, specificity, precision, flagged } = looked.rates();
    return Object.entries({ sensitivity, specificity, precision, flagged })
      .flatMap(([name, mark]) => (mark ? [{ name, label: say.rateNames[name as Rate], mark, words: `${percent(mark.estimate)} (${percentSpan(mark)})`, strong: true }] : []));
  };
  const numbers = () => {
    const { threshold: at, net_benefit: benefit } = looked.rates();
    const { columns, rows } = forestNumbers("rate", forestRows());
    const last = ["net_benefit", netBenefit(looked.rates(), prevalence), benefit?.low ?? null, benefit?.high ?? null];
    return { columns: ["threshold", ...columns], rows: [...rows, last].map((row) => [at, ...row]) };
  };
  const at = () => say.ratesAt(ofHundred(looked.rates().threshold));

  return section("threshold", say.atThreshold,
    say.pointsOutFrom(ofHundred(threshold.value), policyInWords(threshold.policy), threshold.interval ? [ofHundred(threshold.interval[0]), ofHundred(threshold.interval[1])] : null),
    thresholdSlider(looked),
    h("div", { class: "figure-pair" },
      h("div", {}, h("h3", {}, say.hundred), people,
        files(people, "hundred", say.hundredFile, () => ({ columns: ["threshold", "found_of_100", "missed_of_100", "false_alarm_of_100", "left_alone_of_100"], rows: [[looked.rates().threshold, ...outcomes(looked.rates(), prevalence).map((share) => 100 * share)]] }))),
      h("div", {}, h("h3", {}, say.rates), rates,
        files(rates, "rates", say.ratesFile, numbers, { picture: () => forestPicture(at(), forestRows(), { from: 0, to: 1, reference: null }) }), counts)));
}

/** @param exact how many people each kind really has, where that is known */
function hundred(shares: number[], exact: People[] | null, outcome: string): (SVGElement | HTMLElement)[] {
  const [found = 0, missed = 0, alarm = 0, left = 0] = outOfHundred(shares);
  const label = say.hundredLabel(found, missed, alarm, left, outcome);
  const kinds = [
    { look: "found", n: found, words: say.found(outcome) },
    { look: "missed", n: missed, words: say.missed(outcome) },
    { look: "alarm", n: alarm, words: say.alarm },
    { look: "left", n: left, words: say.left },
  ] as const;
  return [
    hundredPeople([...kinds], label, 20),
    h("figcaption", {}, h("ul", { class: "hundred-keys" }, kinds.map(({ look, n, words }, place) => {
      const all = exact?.[place] ?? 0;
      return h("li", { class: `hundred-key key-${look}`, "data-hundred": look }, h("strong", {}, String(n)), h("span", {}, words,
        // Fewer than one half of a person rounds to nobody, which is not the truth.
        n === 0 && all !== 0 ? h("span", { class: "muted" }, say.inAll(count(all))) : null));
    }))),
  ];
}

type Rate = keyof typeof say.rateNames;

/** A net benefit is told per 100 people. */
const per100 = (value: number | null): string => (value === null ? "–" : minus(decimal(value * 100, 2)));

function rate(name: Rate, interval: Estimate): HTMLElement {
  return h("tr", { "data-rate": name },
    h("th", { scope: "row" }, say.rateNames[name], h("span", { class: "muted cell-note" }, say.rateWords[name])),
    h("td", { class: "forest-track" }, intervalTrack(interval, { from: 0, to: 1, reference: null }, "is-winner")),
    h("td", { class: "numeric" }, percent(interval.estimate), h("span", { class: "muted cell-note" }, percentSpan(interval))));
}

/** @param before the same curve where the model was trained, to be drawn beside it */
export function decisionSection({ decision_curve: curve }: Pick<Report, "decision_curve">, looked: LookedAt, before?: DecisionCurve): HTMLElement {
  const points = curve.thresholds.map((at, index) => ({
    threshold: at, model: curve.model[index] ?? null, low: curve.model_low?.[index] ?? null, high: curve.model_high?.[index] ?? null,
    all: curve.treat_all[index] ?? null, before: before?.model[index] ?? null,
  }));
  const spans = points.some(({ low }) => low !== null);
  const chart = decisionChart(points, () => looked.rates().threshold, looked.follow);
  return section("decision", say.decision, say.decisionLead,
    chart,
    legend(["sample-curve", before ? say.modelHere : say.theModel], spans ? ["sample-interval", say.interval] : null, before ? ["sample-before", say.inTraining] : null, ["sample-all", say.pointOutAll], ["sample-none", say.pointOutNobody], ["sample-threshold", say.thresholdLooked]),
    spans ? h("p", { class: "muted" }, say.decisionSpan) : null,
    files(chart, "decision-curve", say.decisionFile, {
      columns: ["threshold", "model", "low", "high", ...(before ? ["in_training"] : []), "everybody", "nobody"],
      rows: points.map(({ threshold, model, low, high, before: former, all }) => [threshold, model, low, high, ...(before ? [former] : []), all, 0]),
    }),
    asTable([{ label: say.threshold }, { label: say.modelPerHundred }, ...(spans ? [{ label: say.interval }] : []), ...(before ? [{ label: say.inTraining }] : []), { label: say.everybodyPerHundred }, { label: say.nobody }],
      points.map(({ threshold: at, model, low, high, before: former, all }) => [
        percent(at, 0), per100(model), ...(spans ? [low === null ? "–" : between(per100(low), per100(high))] : []), ...(before ? [per100(former)] : []), per100(all), "0",
      ])));
}
