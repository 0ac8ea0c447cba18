/** How the model does at sites that it has not seen, and at a time after its training. */

import type { Estimate, PartFigures, Report } from "../net/wire/report";
import { h, type Child } from "../ui/dom";
import { count, minus, spanOf } from "../words/numbers";
import { section } from "./section";

const HEADS = ["AUROC", "Slope", "Observed / expected"] as const;

export function sitesSection({ sites }: Report, outcome: string): HTMLElement | null {
  if (!sites) return null;
  return section("sites", "At other sites",
    "Left out: the same recipe, learned from all other sites and measured at this one. Among the others: this version, on the rows here that measure it. Under 30 people with or without the outcome there are too few for a figure.",
    scrolled("Figures by site",
      h("table", { "data-chart": "sites" },
        head("Site"),
        sites.groups.map((site) => h("tbody", { "data-site": site.site },
          h("tr", {}, h("th", { scope: "rowgroup", colspan: 1 + HEADS.length }, site.site,
            h("span", { class: "cell-note" }, `${count(site.n)} people, ${count(site.events)} with ${outcome}`))),
          h("tr", {}, h("th", { scope: "row", class: "muted" }, "Left out"), cells(site.left_out)),
          h("tr", {}, h("th", { scope: "row", class: "muted" }, "Among the others"), cells(site.within)))))),
    sites.others > 0 ? h("p", { class: "muted" }, `Sites that are not shown, most with too few people: ${count(sites.others)}.`) : null);
}

export function laterSection({ later, split }: Report, outcome: string): HTMLElement | null {
  if (!later) return null;
  return section("later", "At a later time",
    `The same recipe, learned from ${count(later.learned)} rows from before ${later.begins} and measured on ${count(later.n)} people from then on, ${count(later.events)} of them with ${outcome}.${split.people === undefined ? "" : " Nobody was on both sides."}`,
    scrolled("Figures at a later time",
      h("table", { "data-chart": "later" },
        head("Measured"),
        h("tbody", {},
          h("tr", { "data-part": "random" }, h("th", { scope: "row" }, "This version, on a random part of the rows"), cells(later.random)),
          h("tr", { "data-part": "later" }, h("th", { scope: "row" }, `Learned before ${later.begins}, measured after`), cells(later.later))))),
    later.why ? h("p", { class: "muted" }, `It could not be measured: ${later.why}.`) : null);
}

export const scrolled = (label: string, table: Child): HTMLElement =>
  h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, table);

export const head = (...first: string[]): HTMLElement =>
  h("thead", {}, h("tr", {}, [...first, ...HEADS].map((text) => h("th", { scope: "col" }, text))));

export function cells(figures: PartFigures | null): HTMLElement | HTMLElement[] {
  if (!figures) return h("td", { class: "muted", colspan: HEADS.length }, "too few");
  return [cell(figures.auroc, 3), cell(figures.slope, 2), cell(figures.observed_expected, 2)];
}

const cell = (interval: Estimate | null, digits: number): HTMLElement =>
  h("td", {}, interval ? [minus(interval.estimate.toFixed(digits)), h("span", { class: "cell-note" }, spanOf([interval.low, interval.high], digits))] : "–");
