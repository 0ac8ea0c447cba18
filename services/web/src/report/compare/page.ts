/** Two versions beside each other: only what differs. */

import { api, explain } from "../../net/api";
import type { Predictor } from "../../net/wire/predictors";
import { gateOutcome } from "../../status/gate";
import { effortPill } from "../../status/job";
import { inWords, labelsOf, type Labels } from "../../status/labels";
import { compareAddress, operationsAddress, reportAddress } from "../../ui/addresses";
import { h, replace } from "../../ui/dom";
import { say } from "../../words/compare";
import { when } from "../../words/numbers";
import { say as report } from "../../words/report";
import { say as shared } from "../../words/shared";
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
import { modelName } from "../words";

export function showCompare({ main, path, signal, title }: View): void {
  const [, name = "", first = "", second = "", part = ""] = path;
  title(say.title);
  const place = h("div", { class: "wrap report" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: say.nothing, way: [operationsAddress(name), shared.seeVersions] },
    failed: say.notRead,
  });

  async function fill(): Promise<void> {
    const declared = api.predictor(name, signal).catch(() => null);
    const labels = labelsOf(name, declared, signal);
    const [a, b, predictor, names] = await Promise.all([made(name, first, labels, signal), made(name, second, labels, signal), declared, fileNames(name, signal)]);
    const subject = predictor?.title ?? a.report.title;
    title(say.titleOf(subject));
    if (first === second) return replace(place, head(name, subject, [first, second], [a, b], predictor));
    const { grid, land } = withContents(compareAddress(name, [first, second]), comparisonParts(first, a, second, b, predictor?.target.label ?? report.theOutcome, names),
      { "data-compared": `${first} ${second}`, "data-files": `${name}-${first}-${second}` }, signal);
    replace(place, head(name, subject, [first, second], [a, b], predictor), grid);
    land(part);
  }
}

async function made(name: string, version: string, labels: Promise<Labels>, signal: AbortSignal): Promise<Made> {
  const [report, description, words] = await Promise.all([api.report(name, version, signal), api.version(name, version, signal), labels]);
  return { report: inWords(report, words), description };
}

/** The parts in which something differs, the first naming those in which nothing does. */
export function comparisonParts(first: string, a: Made, second: string, b: Made, outcome: string, names: FileNames): HTMLElement[] {
  const parts: [keyof typeof say.parts, HTMLElement | null][] = [
    ["calibration", calibrationSection(a.report, b.report)],
    ["subgroups", subgroupsSection(a.report, b.report)],
    ["data", dataSection(a.report, b.report, outcome, names)],
    ["making", makingSection(a, b)],
    ["declaration", declarationSection(a, b)],
  ];
  const met = meeting({ version: first, report: a.report }, { version: second, report: b.report });
  const grouped = [a, b].some(({ report }) => report.subgroups.groups.length > 0);
  const alike = parts.filter(([label, element]) => element === null && (label !== "subgroups" || grouped)).map(([label]) => say.parts[label]);
  return [shortSection(a.report, b.report, met, alike), ...parts.flatMap(([, element]) => element ?? [])];
}

function head(name: string, subject: string, versions: Both<string>, both: Both<Made>, predictor: Predictor | null): HTMLElement {
  const [first, second] = versions;
  return h("div", { class: "page-head report-head" },
    h("p", { class: "crumb" }, h("a", { href: operationsAddress(name) }, report.backTo(subject))),
    h("p", { class: "eyebrow" }, subject),
    h("h1", {}, say.howDiffer),
    first === second ? h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, say.same)) : null,
    h("div", { class: "side-cards" }, both.map((each, index) => card(index === 0 ? "a" : "b", name, versions[index] ?? "", each, predictor))),
    h("p", { class: "report-links" }, h("a", { class: "button button-small button-quiet", href: compareAddress(name, [second, first]), "data-action": "swap" }, icon("refresh"), say.swap)));
}

const LOOKS = { accepted: "pill-good", undecided: "", rejected: "pill-warning" } as const;

function card(side: "a" | "b", name: string, version: string, { report: made }: Made, predictor: Predictor | null): HTMLElement {
  const outcome = gateOutcome(made.gate);
  return h("article", { class: `side-card side-${side}`, "data-side-card": side, "aria-label": say.version(side.toUpperCase()) },
    h("p", { class: "side-title" }, letter(side), h("strong", {}, modelName(made.winner_label))),
    h("p", { class: "muted" }, say.trained, h("time", { datetime: made.created }, when(made.created))),
    h("p", {}, h("code", {}, version)),
    h("p", { class: "report-pills" },
      predictor?.champion?.version === version ? h("span", { class: "pill pill-accent" }, shared.champion) : null,
      made.withdrawn ? h("span", { class: "pill pill-danger" }, icon("cross"), report.withdrawn) : null,
      h("span", { class: `pill ${LOOKS[outcome]}` }, report.ended[outcome]), effortPill(made.effort)),
    h("p", {}, h("a", { href: reportAddress(name, version) }, say.reportOf(side.toUpperCase()))));
}
