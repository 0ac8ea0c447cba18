/** How the version was made: preparation, recipe, time, and the proof that the file says the same. */

import { barsPicture } from "../charts/bars";
import { files } from "../charts/files";
import type { People, Report } from "../net/wire/report";
import { h, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { count, decimal, duration, minus } from "../words/numbers";
import { say } from "../words/report";
import { say as shared } from "../words/shared";
import type { FileNames } from "./file-names";
import { fact, section } from "./section";
import { calibrationName, modelName, settings } from "./words";

export function makingSection(report: Report, files: FileNames): HTMLElement {
  const { preparation: prepared, recipe, parity, durations } = report;
  const [before, after] = say.parity(parity?.rows ?? 0);
  return section("making", say.making, null,
    h("div", { class: "figure-pair" },
      h("div", {},
        h("h3", {}, say.recipe),
        h("dl", { class: "facts", "data-preparation": true },
          fact(say.repeatedRows, kept(prepared.duplicates, prepared.removed.duplicates)),
          fact(say.outliers, kept(prepared.outliers, prepared.removed.outliers)),
          fact(say.balancing, prepared.balance === "none" ? say.notBalanced : prepared.balance === "weights" ? say.byWeights : say.balancedBy(prepared.balance)),
          fact(say.selection, prepared.select === "all" ? say.allFields : say.bestColumns(String(prepared.select))),
          fact(say.model, modelName(report.winner_label)),
          fact(say.settings, h("span", { class: "settings" }, settings(recipe.hyperparameters))),
          fact(say.calibration, calibrationName(recipe.calibration)),
          fact(say.dataSets, shared.list(recipe.datasets.map((name) => (name === "initial" ? say.initial : files.get(name) ?? `${name.slice(0, 12)}…`)))))),
      h("div", {},
        h("h3", {}, say.time),
        times(durations),
        parity ? h("p", { class: "muted", "data-parity": true }, before, power(parity.largest_difference), after) : null)));
}

/** "1.2 × 10" with its exponent raised */
function power(value: number): Child {
  const [digits, exponent] = value.toExponential(1).split("e");
  return value === 0 ? say.nothing : [`${decimal(Number(digits), 1)} × 10`, h("sup", {}, minus(exponent?.replace("+", "") ?? ""))];
}

function kept(word: string, removed: People): string {
  if (word === "keep") return say.kept;
  return word === "drop" ? say.leftOut(count(removed)) : word;
}

function times(durations: Record<string, number>): HTMLElement {
  const all = Object.entries(durations);
  const most = Math.max(...all.map(([, seconds]) => seconds), 1e-9);
  const total = all.reduce((sum, [, seconds]) => sum + seconds, 0);
  const name = (step: string) => step.replaceAll("_", " ");
  const chart = h("table", { class: "times", "data-chart": "durations" },
    h("caption", { class: "visually-hidden" }, say.timeOfSteps),
    h("tbody", {}, all.map(([step, seconds]) => {
      const bar = h("span", { class: "time-bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${Math.max(0.5, (seconds / most) * 100)}%`);
      return h("tr", { "data-step": step }, h("th", { scope: "row" }, say.steps[step] ?? english(name(step))), h("td", { class: "time-cell" }, bar), h("td", { class: "numeric" }, duration(seconds)));
    })),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, say.allSteps), h("td", {}), h("td", { class: "numeric" }, duration(total)))));
  return h("div", {}, chart, files(chart, "durations", say.timeOfSteps, { columns: ["step", "seconds"], rows: all },
    { picture: () => barsPicture(say.timeOfSteps, all.map(([step, seconds]) => ({ label: say.steps[step] ?? name(step), value: seconds, words: duration(seconds) }))) }));
}
