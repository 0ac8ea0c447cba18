/** What the gate checked, and what it found. */

import type { GateCheck, Report } from "../net/wire/report";
import { foundOf, ranked, type FoundOf } from "../status/checks";
import { gateAlert, gateOutcome, whyCandidate } from "../status/gate";
import { h } from "../ui/dom";
import { count, minus } from "../words/numbers";
import { icon } from "../ui/icons";
import { section } from "./section";

export function gateSection({ gate, split, ending }: Report): HTMLElement {
  return section("gate", "The gate",
    "What the rows say against a version rejects it; what they say for it lets it through. Few rows can tell little: then a first version passes, and a challenger waits for a person.",
    // Where all was passed, the table says it all but what was not checked.
    gateAlert(gateOutcome(gate), gate.accepted ? gate.reasons.filter((reason) => !gate.checks.some(({ words }) => words === reason)) : gate.reasons),
    whyCandidate(gate.reasons, ending),
    gate.checks.length === 0 ? null : checks(gate.checks),
    h("p", { class: "muted", "data-evaluation-set": gate.anchor ?? "" },
      `Compared on the fixed evaluation set: ${count(split.anchor.rows)} rows of the initial data, the same for every version, ${split.anchor.people ? `of ${count(split.anchor.people)} people, ${count(split.anchor.events)} of whom had it` : `${count(split.anchor.events)} of them positive`} (`,
      h("code", {}, short(gate.anchor ?? split.anchor.id)), ").",
      gate.comparisons === null || gate.comparisons === undefined ? null : ` ${count(gate.comparisons)} ${gate.comparisons === 1 ? "version has" : "versions have"} been compared on it so far; the more there are, the likelier one passes by luck.`));
}

/** An id as it is, unless it is a long hash. */
const short = (id: string): string => (id.length > 24 ? `${id.slice(0, 12)}…` : id);

function checks(all: GateCheck[]): HTMLElement {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Checks of the gate" },
    h("table", { class: "checks", "data-chart": "checks" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "What was asked"), h("th", { scope: "col" }, "Against"), h("th", { scope: "col", class: "numeric" }, "Found"),
        h("th", { scope: "col", class: "numeric" }, "Tolerated"), h("th", { scope: "col" }, "Outcome"))),
      h("tbody", {}, ranked(all).map((check) => h("tr", { "data-check": check.name, "data-passed": String(check.passed), "data-found": foundOf(check) },
        h("th", { scope: "row" }, title(check.name), h("span", { class: "muted cell-note" }, capital(check.words))),
        h("td", { "data-label": "Against" }, against(check.against)),
        h("td", { class: "numeric", "data-label": "Found" }, figure(check.value), check.interval ? h("span", { class: "muted cell-note" }, `${figure(check.interval[0])} to ${figure(check.interval[1])}`) : null),
        h("td", { class: "numeric", "data-label": "Tolerated" }, allowed(check)),
        h("td", { "data-label": "Outcome" }, pill(foundOf(check))))))));
}

function pill(found: FoundOf): HTMLElement {
  if (found === "passed") return h("span", { class: "pill pill-good" }, icon("check"), "Passed");
  if (found === "failed") return h("span", { class: "pill pill-danger" }, icon("cross"), "Failed");
  return h("span", { class: "pill" }, icon("info"), "Too little to tell");
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const TITLES: Record<string, string> = {
  log_loss_of_prevalence: "Knows more than the prevalence",
  slope: "Calibration slope",
  intercept: "Calibration intercept",
  log_loss: "Log loss: how much worse",
  auroc: "AUROC: how much worse",
  subgroup_recall: "Recall lost in a subgroup",
  new_rows_log_loss: "Log loss on new rows: how much worse",
  new_rows_auroc: "AUROC on new rows: how much worse",
  comparable: "Can be compared",
};
const title = (name: string): string => TITLES[name] ?? capital(name.replaceAll("_", " "));

/** "champion 20261121T…": the version on a line of its own. */
function against(text: string | null): HTMLElement {
  const [, who = "", version = ""] = /^(.*?)\s*(\d{8}T\d{6}Z-[0-9a-f]+)$/.exec(text ?? "") ?? [];
  return h("span", {}, version ? [capital(who), h("code", { class: "cell-note" }, version)] : capital(text ?? "itself"));
}
const figure = (value: number | null): string => (value === null ? "–" : minus(String(Number(value.toFixed(4)))));

function allowed({ low, high }: GateCheck): string {
  if (low !== null && high !== null) return `${figure(low)} to ${figure(high)}`;
  if (high !== null) return `at most ${figure(high)}`;
  return low === null ? "–" : `at least ${figure(low)}`;
}
