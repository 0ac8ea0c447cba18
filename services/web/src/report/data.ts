/** The rows that a version was trained on, and where they come from. */

import { files } from "../charts/files";
import { heatmap } from "../charts/heatmap";
import { matrixPicture } from "../charts/matrix";
import type { DataReport, Report } from "../net/wire/report";
import { said } from "../status/said";
import { freshId, h, replace } from "../ui/dom";
import { count, percent } from "../words/numbers";
import { say } from "../words/report-data";
import { fieldsGrid } from "./fields";
import type { FileNames } from "./file-names";
import { knownPeople, setAside } from "./known-people";
import { fact, section } from "./section";

export function dataSection({ data, split }: Report, outcome: string, files: FileNames): HTMLElement {
  const { drift } = data;
  const missing = Object.entries(data.missing).filter(([, n]) => n !== 0);
  const label = (name: string) => data.fields.find((field) => field.name === name)?.label ?? name;
  return section("data", say.data,
    say.dataLead(count(data.rows), data.people ? count(data.people) : null, count(data.positives), outcome, percent(data.prevalence)),
    h("dl", { class: "facts" },
      fact(say.dataSets, h("ul", { class: "plain-list" }, data.datasets.map((set) => h("li", {}, set.name === "initial" ? say.initial : files.get(set.name) ?? say.uploaded, say.rowsAndPositives(count(set.rows), count(set.positives)), h("code", {}, `${set.sha256.slice(0, 12)}…`), knownPeople(set))))),
      split.holdout > 0 ? fact(say.trainedAndHeldOut, `${count(split.training)} / ${count(split.holdout)}`) : null,
      fact(say.whoIsHeldOut, said(split.rule)),
      split.set_aside && setAside(split.set_aside) ? fact(say.examinedAgain, setAside(split.set_aside)) : null,
      fact(say.missingValues, missing.length === 0 ? say.none : say.named(missing.map(([name, n]) => say.countOf(label(name), count(n), typeof n === "string" ? null : percent(n / (data.people ?? data.rows), 1))))),
      drift ? fact(say.newRows, newRows(drift, outcome)) : null,
      fact(say.repetitions, say.repeated(count(data.duplicates), typeof data.duplicates === "string" ? null : percent(data.duplicates / data.rows)))));
}

function newRows({ rows, against, outcome: shift }: NonNullable<DataReport["drift"]>, outcome: string): string {
  return `${say.newRowsAre(count(rows), count(against))}${shift ? say.outcomeShifted(outcome, shift.index > shift.limit) : ""}`;
}

export function fieldsSection({ data }: Report, outcome: string): HTMLElement {
  const compared = data.fields.some(({ stability }) => stability !== null);
  return section("fields", say.fields,
    `${say.fieldsLead(outcome)}${compared ? say.stabilityIs : ""}`,
    fieldsGrid(data, outcome));
}

const METHODS = ["pearson", "spearman"] as const;

export function correlationSection({ data }: { data: Pick<DataReport, "correlation" | "fields"> }): HTMLElement | null {
  const { fields } = data.correlation;
  if (fields.length < 2) return null;
  const names = fields.map((name) => data.fields.find((field) => field.name === name)?.label ?? name);
  const place = h("div", {});
  const words = h("p", { class: "muted", role: "status" });
  const group = freshId("method");
  let now: keyof Omit<DataReport["correlation"], "fields"> = "pearson";
  const show = (method: keyof Omit<DataReport["correlation"], "fields">) => {
    words.textContent = say.methods[method];
    replace(place, heatmap(names, data.correlation[method], say.correlationOf(say.methodNames[method])));
    now = method;
    place.dataset["method"] = method;
  };
  show("pearson");
  return section("correlation", say.correlation,
    say.correlationLead,
    h("div", { class: "segments segments-small", role: "radiogroup", "aria-label": say.kindOfCorrelation },
      METHODS.map((method, index) => h("label", { class: "choice" },
        h("input", { type: "radio", name: group, value: method, checked: index === 0, onchange: () => show(method) }), h("span", {}, say.methodNames[method])))),
    place, words,
    files(place, "correlation", say.correlation, {
      columns: ["method", "field", "other_field", "correlation"],
      rows: METHODS.flatMap((method) => fields.flatMap((name, row) => fields.map((other, column) => [method, name, other, data.correlation[method][row]?.[column] ?? null]))),
    }, { picture: () => matrixPicture(say.correlationFile(say.methodNames[now]), names, data.correlation[now]) }));
}
