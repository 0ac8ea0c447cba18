/** Two versions beside each other: only what differs. */

import { api, explain } from "../../net/api";
import type { Predictor } from "../../net/wire/predictors";
import { gateOutcome } from "../../status/gate";
import { effortPill } from "../../status/job";
import { compareAddress, operationsAddress, reportAddress } from "../../ui/addresses";
import { h, replace } from "../../ui/dom";
import { when } from "../../words/numbers";
import { icon } from "../../ui/icons";
import { load } from "../../ui/loading";
import type { View } from "../../ui/view";
import { withContents } from "../contents";
import { fileNames, type FileNames } from "../file-names";
import type { Both } from "./figures";
import type { Made } from "./lines";
import { meeting } from "./paired";
import { calibrationSection, dataSection, declarationSection, letter, makingSection, subgroupsSection } from "./sections";
import { shortSection } from "./short";

export function showCompare({ main, path, signal, title }: View): void {
  const [, name = "", first = "", second = "", part = ""] = path;
  title("Compare");
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: "There is nothing to compare", way: [operationsAddress(name), "See all versions"] },
    failed: "The versions could not be read",
  });

  async function fill(): Promise<void> {
    const [a, b, predictor, names] = await Promise.all([made(name, first, signal), made(name, second, signal), api.predictor(name, signal).catch(() => null), fileNames(name, signal)]);
    const subject = predictor?.title ?? a.report.title;
    title(`${subject}: two versions compared`);
    if (first === second) return replace(place, head(name, subject, [first, second], [a, b], predictor));
    const { grid, land } = withContents(compareAddress(name, [first, second]), draw(first, a, second, b, predictor?.target.label ?? "the outcome", names),
      { "data-compared": `${first} ${second}`, "data-files": `${name}-${first}-${second}` }, signal);
    replace(place, head(name, subject, [first, second], [a, b], predictor), grid);
    land(part);
  }
}

async function made(name: string, version: string, signal: AbortSignal): Promise<Made> {
  const [report, description] = await Promise.all([api.report(name, version, signal), api.version(name, version, signal)]);
  return { report, description };
}

/** The parts in which something differs, the first naming those in which nothing does. */
function draw(first: string, a: Made, second: string, b: Made, outcome: string, names: FileNames): HTMLElement[] {
  const parts: [string, HTMLElement | null][] = [
    ["calibration by groups", calibrationSection(a.report, b.report)],
    ["subgroups", subgroupsSection(a.report, b.report)],
    ["data", dataSection(a.report, b.report, outcome, names)],
    ["how they were made", makingSection(a, b)],
    ["declaration", declarationSection(a, b)],
  ];
  const met = meeting({ version: first, report: a.report }, { version: second, report: b.report });
  const grouped = [a, b].some(({ report }) => report.subgroups.groups.length > 0);
  const alike = parts.filter(([label, element]) => element === null && (label !== "subgroups" || grouped)).map(([label]) => label);
  return [shortSection(a.report, b.report, met, alike), ...parts.flatMap(([, element]) => element ?? [])];
}

function head(name: string, subject: string, versions: Both<string>, both: Both<Made>, predictor: Predictor | null): HTMLElement {
  const [first, second] = versions;
  return h("div", { class: "page-head report-head" },
    h("p", { class: "crumb" }, h("a", { href: operationsAddress(name) }, `Operations: ${subject}`)),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, "How do these two differ?"),
    first === second ? h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, "Both are the same version: nothing differs.")) : null,
    h("div", { class: "side-cards" }, both.map((each, index) => card(index === 0 ? "a" : "b", name, versions[index] ?? "", each, predictor))),
    h("p", { class: "report-links" }, h("a", { class: "button button-small button-quiet", href: compareAddress(name, [second, first]), "data-action": "swap" }, icon("refresh"), "Swap A and B")));
}

const GATE = { accepted: ["Passed the gate", "pill pill-good"], undecided: ["Too little to tell", "pill"], rejected: ["Rejected by the gate", "pill pill-warning"] } as const;

function card(side: "a" | "b", name: string, version: string, { report }: Made, predictor: Predictor | null): HTMLElement {
  const [said, look] = GATE[gateOutcome(report.gate)];
  return h("article", { class: `side-card side-${side}`, "data-side-card": side, "aria-label": `Version ${side.toUpperCase()}` },
    h("p", { class: "side-title" }, letter(side), h("strong", {}, report.winner_label)),
    h("p", { class: "muted" }, "Trained ", h("time", { datetime: report.created }, when(report.created))),
    h("p", {}, h("code", {}, version)),
    h("p", { class: "report-pills" },
      predictor?.champion?.version === version ? h("span", { class: "pill pill-accent" }, "Champion") : null,
      report.withdrawn ? h("span", { class: "pill pill-danger" }, icon("cross"), "Withdrawn") : null,
      h("span", { class: look }, said), effortPill(report.effort)),
    h("p", {}, h("a", { href: reportAddress(name, version) }, `Report of ${side.toUpperCase()}`)));
}
