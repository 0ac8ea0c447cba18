/** What the gate checked, and what it found. */

import type { GateCheck, Report } from "../net/wire/report";
import { foundOf, ranked, type FoundOf } from "../status/checks";
import { gateAlert, gateOutcome, whyCandidate } from "../status/gate";
import { inList } from "../status/reasons";
import { checkSaid, reasonsSaid, said, type CodesOf } from "../status/said";
import { h, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { between, count, decimal, minus, plainNumber } from "../words/numbers";
import { say } from "../words/report";
import { icon } from "../ui/icons";
import { saidHere } from "../words/said";
import { section } from "./section";

export function gateSection({ gate, split, ending }: Report): HTMLElement {
  const { rows, people, events } = split.anchor;
  const tell = (reasons: string[], told?: CodesOf) => inList(reasonsSaid(reasons, gate.checks, told));
  const [before, after] = say.comparedOn(count(rows), people ? count(people) : null, count(events));
  return section("gate", say.gate, say.gateLead,
    // Where all was passed, the table says it all but what was not checked.
    gateAlert(gateOutcome(gate), gate.accepted ? gate.reasons.filter((reason) => !gate.checks.some(({ words }) => words === reason)) : gate.reasons, null, tell),
    whyCandidate(gate.reasons, ending, tell),
    gate.checks.length === 0 ? null : checks(gate.checks),
    h("p", { class: "muted", "data-evaluation-set": gate.anchor ?? "" },
      before, h("code", {}, short(gate.anchor ?? split.anchor.id)), after,
      gate.comparisons === null || gate.comparisons === undefined ? null : say.comparisons(gate.comparisons)));
}

/** An id as it is, unless it is a long hash. */
const short = (id: string): string => (id.length > 24 ? `${id.slice(0, 12)}…` : id);

function checks(all: GateCheck[]): HTMLElement {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say.checks },
    h("table", { class: "checks", "data-chart": "checks" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say.asked), h("th", { scope: "col" }, say.against), h("th", { scope: "col", class: "numeric" }, say.found),
        h("th", { scope: "col", class: "numeric" }, say.tolerated), h("th", { scope: "col" }, say.outcome))),
      h("tbody", {}, ranked(all).map((check) => h("tr", { "data-check": check.name, "data-passed": String(check.passed), "data-found": foundOf(check) },
        h("th", { scope: "row" }, title(check.name), h("span", { class: "muted cell-note" }, checkSaid(check) ?? said(capital(check.words)))),
        h("td", { "data-label": say.against }, against(check.against)),
        h("td", { class: "numeric", "data-label": say.found }, found(check.value), check.interval ? h("span", { class: "muted cell-note" }, between(found(check.interval[0]), found(check.interval[1]))) : null),
        h("td", { class: "numeric", "data-label": say.tolerated }, allowed(check)),
        h("td", { "data-label": say.outcome }, pill(foundOf(check))))))));
}

const LOOKS = { passed: ["pill-good", "check"], failed: ["pill-danger", "cross"], "too little": ["", "info"] } as const;

function pill(found: FoundOf): HTMLElement {
  const [look, sign] = LOOKS[found];
  return h("span", { class: `pill ${look}` }, icon(sign), say.foundIs[found]);
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const title = (name: string): Child => say.checkTitles[name] ?? english(capital(name.replaceAll("_", " ")));

/** "champion 20261121T…": the version on a line of its own. */
function against(text: string | null): HTMLElement {
  const [, who = "", version = ""] = /^(.*?)\s*(\d{8}T\d{6}Z-[0-9a-f]+)$/.exec(text ?? "") ?? [];
  return h("span", {}, version ? [whom(who), h("code", { class: "cell-note" }, version)] : text === null ? say.itself : whom(text));
}
const whom = (text: string): Child => {
  const known = saidHere(text);
  return known === null ? english(capital(text)) : capital(known);
};
/** What a check found, beside others of its kind; what it tolerates is written as short as somebody declared it. */
const found = (value: number | null): string => minus(decimal(value, 4));
const figure = (value: number | null): string => (value === null ? "–" : minus(plainNumber(Number(value.toFixed(4)))));

function allowed({ low, high }: GateCheck): string {
  if (low !== null && high !== null) return between(figure(low), figure(high));
  if (high !== null) return say.atMost(figure(high));
  return low === null ? "–" : say.atLeast(figure(low));
}
