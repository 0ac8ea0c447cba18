/** How the model does at sites that it has not seen, and at a time after its training. */

import type { Estimate, PartFigures, Report } from "../net/wire/report";
import { said } from "../status/said";
import { h, type Child } from "../ui/dom";
import { count, decimal, minus, spanOf } from "../words/numbers";
import { say } from "../words/report-figures";
import { say as shared } from "../words/shared";
import { section } from "./section";

const heads = (): string[] => [say.groupMeasures.auroc, say.slope, say.observedExpected];

export function sitesSection({ sites }: Report, outcome: string): HTMLElement | null {
  if (!sites) return null;
  return section("sites", say.sites, say.sitesLead,
    scrolled(say.sitesTable,
      h("table", { "data-chart": "sites" },
        head(say.site),
        sites.groups.map((site) => h("tbody", { "data-site": site.site },
          h("tr", {}, h("th", { scope: "rowgroup", colspan: 1 + heads().length }, site.site,
            h("span", { class: "cell-note" }, say.peopleAndEvents(count(site.n), count(site.events), outcome)))),
          h("tr", {}, h("th", { scope: "row", class: "muted" }, say.siteLeftOut), cells(site.left_out)),
          h("tr", {}, h("th", { scope: "row", class: "muted" }, say.siteWithin), cells(site.within)))))),
    sites.others > 0 ? h("p", { class: "muted" }, say.otherSites(sites.others)) : null);
}

export function laterSection({ later, split }: Report, outcome: string): HTMLElement | null {
  if (!later) return null;
  return section("later", say.later,
    say.laterLead(count(later.learned), later.begins, count(later.n), count(later.events), outcome, split.people !== undefined),
    scrolled(say.laterTable,
      h("table", { "data-chart": "later" },
        head(say.measured),
        h("tbody", {},
          h("tr", { "data-part": "random" }, h("th", { scope: "row" }, say.laterRandom), cells(later.random)),
          h("tr", { "data-part": "later" }, h("th", { scope: "row" }, say.laterBefore(later.begins)), cells(later.later))))),
    later.why ? h("p", { class: "muted" }, say.notMeasured, said(later.why), shared.stop) : null);
}

export const scrolled = (label: string, table: Child): HTMLElement =>
  h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, table);

export const head = (...first: string[]): HTMLElement =>
  h("thead", {}, h("tr", {}, [...first, ...heads()].map((text) => h("th", { scope: "col" }, text))));

export function cells(figures: PartFigures | null): HTMLElement | HTMLElement[] {
  if (!figures) return h("td", { class: "muted", colspan: heads().length }, say.tooFew);
  return [cell(figures.auroc, 3), cell(figures.slope, 2), cell(figures.observed_expected, 2)];
}

const cell = (interval: Estimate | null, digits: number): HTMLElement =>
  h("td", {}, interval ? [minus(decimal(interval.estimate, digits)), h("span", { class: "cell-note" }, spanOf([interval.low, interval.high], digits))] : "–");
