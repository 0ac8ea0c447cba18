/** How the model does at sites that it has not seen, and at a time after its training. */

import type { Report } from "../net/wire/report";
import { said } from "../status/said";
import { h } from "../ui/dom";
import { count } from "../words/numbers";
import { say } from "../words/report-figures";
import { say as shared } from "../words/shared";
import { partFigures } from "./part-figures";
import { section } from "./section";

export function sitesSection({ sites }: Report, outcome: string): HTMLElement | null {
  if (!sites) return null;
  return section("sites", say.sites, say.sitesLead,
    partFigures({
      name: "sites", caption: say.sitesTable, of: say.site, columns: ["site", "people", "events", "measured"],
      parts: sites.groups.map(({ site, n, events, left_out: apart, within }) => ({
        words: site,
        note: say.peopleAndEvents(count(n), count(events), outcome),
        rows: [
          { label: say.siteLeftOut, name: say.groupOf(site, say.siteLeftOut), cells: [site, n, events, "left_out"], figures: apart },
          { label: say.siteWithin, name: say.groupOf(site, say.siteWithin), cells: [site, n, events, "among_the_others"], figures: within },
        ],
      })),
    }),
    sites.others > 0 ? h("p", { class: "muted" }, say.otherSites(sites.others)) : null);
}

export function laterSection({ later, split }: Report, outcome: string): HTMLElement | null {
  if (!later) return null;
  const part = (words: string, measured: string, figures: typeof later.later) => ({ words, note: null, rows: [{ label: "", name: words, cells: [measured, later.begins], figures }] });
  return section("later", say.later,
    say.laterLead(count(later.learned), later.begins, count(later.n), count(later.events), outcome, split.people !== undefined),
    partFigures({
      name: "later", caption: say.laterTable, of: say.measured, columns: ["measured", "later_begins"],
      parts: [part(say.laterRandom, "random_part", later.random), part(say.laterBefore(later.begins), "later", later.later)],
    }),
    later.why ? h("p", { class: "muted" }, say.notMeasured, said(later.why), shared.stop) : null);
}
