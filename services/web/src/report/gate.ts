/** What the gate asked of this version, and what it found. */

import { h } from "../dom";
import { count } from "../format";
import { sign } from "../marks";
import type { FullReport, GateCheck } from "./shape";
import { minus, reasonsInWords, section } from "./words";

export function gateSection({ gate, split }: FullReport): HTMLElement {
  return section("gate", "The gate",
    "A version is let through only where it is not worse than the champion, nor than the best version ever promoted, and where its figures mean what they say.",
    // Where all was passed, the table says it all but what was not checked.
    verdict(gate.accepted, gate.accepted ? gate.reasons.filter((reason) => !gate.checks.some(({ words }) => words === reason)) : gate.reasons),
    gate.checks.length === 0 ? null : checks(gate.checks),
    h("p", { class: "muted", "data-anchor": gate.anchor ?? "" },
      `Compared on the anchor: ${count(split.anchor.rows)} rows of the initial data that stay the same for every version, ${count(split.anchor.events)} of them positive (`,
      h("code", {}, short(gate.anchor ?? split.anchor.id)), ").",
      gate.comparisons === null || gate.comparisons === undefined ? null : ` ${count(gate.comparisons)} ${gate.comparisons === 1 ? "version has" : "versions have"} been compared on it so far; the more there are, the likelier one passes by luck.`));
}

/** An id as it is, unless it is a long hash. */
const short = (id: string): string => (id.length > 24 ? `${id.slice(0, 12)}…` : id);

export function verdict(accepted: boolean, reasons: string[]): HTMLElement {
  return h("div", { class: accepted ? "alert alert-good" : "alert alert-warning", "data-gate": accepted ? "accepted" : "rejected" },
    sign(accepted ? "check" : "warning"),
    h("div", {},
      h("p", {}, h("strong", {}, accepted ? "The gate let this version pass." : "The gate rejected this version.")),
      reasonsInWords(reasons)));
}

function checks(all: GateCheck[]): HTMLElement {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Checks of the gate" },
    h("table", { class: "checks", "data-chart": "checks" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "What was asked"), h("th", { scope: "col" }, "Against"), h("th", { scope: "col", class: "numeric" }, "Found"),
        h("th", { scope: "col", class: "numeric" }, "Allowed"), h("th", { scope: "col" }, "Outcome"))),
      h("tbody", {}, all.map((check) => h("tr", { "data-check": check.name, "data-passed": String(check.passed) },
        h("th", { scope: "row" }, title(check.name), h("span", { class: "muted cell-note" }, capital(check.words))),
        h("td", { "data-label": "Against" }, against(check.against)),
        h("td", { class: "numeric", "data-label": "Found" }, figure(check.value)),
        h("td", { class: "numeric", "data-label": "Allowed" }, allowed(check)),
        h("td", { "data-label": "Outcome" }, check.passed ? h("span", { class: "pill pill-good" }, sign("check"), "Passed") : h("span", { class: "pill pill-danger" }, sign("cross"), "Failed")))))));
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const TITLES: Record<string, string> = {
  log_loss_of_prevalence: "Knows more than the prevalence",
  slope: "Calibration slope",
  intercept: "Calibration intercept",
  log_loss: "Log loss: how much worse at most",
  auroc: "AUROC: how much worse at most",
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
