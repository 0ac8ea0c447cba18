/** The rows that a version was trained on, and where they come from. */

import { files } from "../charts/files";
import { heatmap } from "../charts/heatmap";
import { matrixPicture } from "../charts/matrix";
import type { DataReport, Report } from "../net/wire/report";
import { freshId, h, replace } from "../ui/dom";
import { count, percent } from "../words/numbers";
import { fieldsGrid } from "./fields";
import type { FileNames } from "./file-names";
import { knownPeople, setAside } from "./known-people";
import { fact, section } from "./section";

export function dataSection({ data, split }: Report, outcome: string, files: FileNames): HTMLElement {
  const { drift } = data;
  const missing = Object.entries(data.missing).filter(([, n]) => n !== 0);
  const label = (name: string) => data.fields.find((field) => field.name === name)?.label ?? name;
  return section("data", "The data",
    `${count(data.rows)} rows${data.people ? ` of ${count(data.people)} people` : ""}, ${count(data.positives)} of them with ${outcome} (${percent(data.prevalence)}).${data.people ? " The figures of each field count one row of each person." : ""}`,
    h("dl", { class: "facts" },
      fact("Data sets", h("ul", { class: "plain-list" }, data.datasets.map((set) => h("li", {}, set.name === "initial" ? "initial" : files.get(set.name) ?? "uploaded", ` – ${count(set.rows)} rows, ${count(set.positives)} positive · `, h("code", {}, `${set.sha256.slice(0, 12)}…`), knownPeople(set))))),
      split.holdout > 0 ? fact("Trained on / held out", `${count(split.training)} / ${count(split.holdout)}`) : null,
      fact("Who is held out", split.rule),
      split.set_aside && setAside(split.set_aside) ? fact("Known people examined again", setAside(split.set_aside)) : null,
      fact("Missing values", missing.length === 0 ? "none" : missing.map(([name, n]) => `${label(name)} ${count(n)}${typeof n === "string" ? "" : ` (${percent(n / (data.people ?? data.rows), 1)})`}`).join(", ")),
      drift ? fact("New rows", newRows(drift, outcome)) : null,
      fact("Exact repetitions", `${count(data.duplicates)} rows${typeof data.duplicates === "string" ? "" : ` (${percent(data.duplicates / data.rows)})`}`)));
}

function newRows({ rows, against, outcome: shift }: NonNullable<DataReport["drift"]>, outcome: string): string {
  const alike = !shift ? "" : shift.index > shift.limit ? ` The share with ${outcome} differs by more than chance.` : ` The share with ${outcome} differs by no more than chance.`;
  return `${count(rows)}, compared with the champion’s ${count(against)}.${alike}`;
}

const STABILITY = "Stability compares new rows with those of the champion, as they were then: 0 where they are spread alike. Marked as shifted is what chance alone does not explain (population stability index).";

export function fieldsSection({ data }: Report, outcome: string): HTMLElement {
  const compared = data.fields.some(({ stability }) => stability !== null);
  return section("fields", "Field by field",
    `How the answers are spread among those with ${outcome} and among those without. Each group adds up to all of itself, so the two can be compared although one is larger.${compared ? ` ${STABILITY}` : ""}`,
    fieldsGrid(data, outcome));
}

const METHODS = [
  ["pearson", "Pearson", "Pearson: how close two fields come to a straight line."],
  ["spearman", "Spearman", "Spearman: how alike two fields rank the rows, straight line or not."],
] as const;

export function correlationSection({ data }: { data: Pick<DataReport, "correlation" | "fields"> }): HTMLElement | null {
  const { fields } = data.correlation;
  if (fields.length < 2) return null;
  const names = fields.map((name) => data.fields.find((field) => field.name === name)?.label ?? name);
  const place = h("div", {});
  const words = h("p", { class: "muted", role: "status" });
  const group = freshId("method");
  let now: keyof Omit<DataReport["correlation"], "fields"> = "pearson";
  const show = (method: keyof Omit<DataReport["correlation"], "fields">) => {
    const [, , text] = METHODS.find(([name]) => name === method) ?? METHODS[0];
    words.textContent = text;
    replace(place, heatmap(names, data.correlation[method], `Correlation of the fields that have an order (${method})`));
    now = method;
    place.dataset["method"] = method;
  };
  show("pearson");
  return section("correlation", "What goes together",
    "Correlation of the fields that have an order. 1 rise together, −1 one rises as the other falls, 0 nothing in common.",
    h("div", { class: "segments segments-small", role: "radiogroup", "aria-label": "Kind of correlation" },
      METHODS.map(([method, label], index) => h("label", { class: "choice" },
        h("input", { type: "radio", name: group, value: method, checked: index === 0, onchange: () => show(method) }), h("span", {}, label)))),
    place, words,
    files("correlation", "What goes together", () => matrixPicture(`Correlation (${now})`, names, data.correlation[now]), {
      columns: ["method", "field", "other_field", "correlation"],
      rows: METHODS.flatMap(([method]) => names.flatMap((name, row) => names.map((other, column) => [method, name, other, data.correlation[method][row]?.[column] ?? null]))),
    }));
}
