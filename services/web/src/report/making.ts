/** How the version was made: preparation, recipe, time, and the proof that the file says the same. */

import type { People, Report } from "../net/wire/report";
import { h, type Child } from "../ui/dom";
import { count, duration, minus, plural } from "../words/numbers";
import type { FileNames } from "./file-names";
import { fact, section } from "./section";
import { CALIBRATION, settings } from "./words";

const STEPS: Record<string, string> = {
  data: "Reading and checking the rows", describe: "Describing them", prepare: "Preparing them", split: "Setting rows aside", candidates: "Comparing candidates",
  fit: "Fitting the winner", evaluate: "Measuring it", gate: "The gate", export: "Writing the model", parity: "Checking the file", publish: "Publishing",
};

export function makingSection(report: Report, files: FileNames): HTMLElement {
  const { preparation: prepared, recipe, parity, durations } = report;
  return section("making", "How it was made", null,
    h("div", { class: "figure-pair" },
      h("div", {},
        h("h3", {}, "Preparation and recipe"),
        h("dl", { class: "facts", "data-preparation": true },
          fact("Repeated rows", kept(prepared.duplicates, prepared.removed.duplicates)),
          fact("Outliers", kept(prepared.outliers, prepared.removed.outliers)),
          fact("Balancing", prepared.balance === "none" ? "none: the threshold is moved instead" : prepared.balance === "weights" ? "by weights, inside training folds alone" : `${prepared.balance}, inside training folds alone`),
          fact("Selection", prepared.select === "all" ? "all fields" : `the best ${prepared.select} columns, inside training folds alone`),
          fact("Model", report.winner_label),
          fact("Settings", h("span", { class: "settings" }, settings(recipe.hyperparameters))),
          fact("Calibration", CALIBRATION[recipe.calibration] ?? recipe.calibration),
          fact("Data sets", recipe.datasets.map((name) => (name === "initial" ? "initial" : files.get(name) ?? `${name.slice(0, 12)}…`)).join(", ")))),
      h("div", {},
        h("h3", {}, "Time"),
        times(durations),
        parity ? h("p", { class: "muted", "data-parity": true }, `The published file and the fitted model were compared on ${plural(parity.rows, "row", "rows")}: they differ by at most `, power(parity.largest_difference), ".") : null)));
}

/** "1.2 × 10" with its exponent raised */
function power(value: number): Child {
  const [digits, exponent] = value.toExponential(1).split("e");
  return value === 0 ? "nothing" : [`${digits} × 10`, h("sup", {}, minus(exponent?.replace("+", "") ?? ""))];
}

function kept(word: string, removed: People): string {
  if (word === "keep") return "kept";
  return word === "drop" ? `left out (${count(removed)} rows)` : word;
}

function times(durations: Record<string, number>): HTMLElement {
  const all = Object.entries(durations);
  const most = Math.max(...all.map(([, seconds]) => seconds), 1e-9);
  const total = all.reduce((sum, [, seconds]) => sum + seconds, 0);
  return h("table", { class: "times", "data-chart": "durations" },
    h("caption", { class: "visually-hidden" }, "Time of each step"),
    h("tbody", {}, all.map(([step, seconds]) => {
      const bar = h("span", { class: "time-bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${Math.max(0.5, (seconds / most) * 100)}%`);
      return h("tr", { "data-step": step }, h("th", { scope: "row" }, STEPS[step] ?? step.replaceAll("_", " ")), h("td", { class: "time-cell" }, bar), h("td", { class: "numeric" }, duration(seconds)));
    })),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "All steps"), h("td", {}), h("td", { class: "numeric" }, duration(total)))));
}
