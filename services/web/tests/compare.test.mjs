// What is told of two versions beside each other: what differs, and which of them is better by more than chance.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.mjs";

const {
  better, meeting, standardError, figureRows, groupRows, sameCalibration, samePeople, dataLines, dataSets, declarationLines, makingLines,
  sameDeclaration, found, howCompared, inFigures,
} = await page(
  "report/compare/paired", "report/compare/figures", "report/compare/lines", "report/compare/words",
);


const A = "20261101T000000Z-aaaaaaaa", B = "20261102T000000Z-bbbbbbbb";
const interval = (estimate, reach) => ({ estimate, low: estimate - reach, high: estimate + reach });

/** A check as the gate writes it: of a margin in which an equal version lies, the interval is one of 80 %. */
function check(name, value, error, margin, against = "the champion, the best version ever promoted") {
  const z = margin >= 3 * error ? 1.2815515655446004 : 1.6448536269514722;
  return {
    name, against, value, low: null, high: margin, passed: true, found: "passed", words: `${name} against ${against}`,
    interval: [value - z * error, value + z * error], shown_below: null, shown_above: margin + (z + 0.8416212335729143) * error, holds_back: true,
  };
}

const report = (changes = {}) => ({
  title: "Heart disease", effort: "full", winner: "xgboost", winner_label: "XGBoost",
  evaluation: { on: "holdout", winner: { n: 71989, auroc: 0.84, auprc: 0.36, log_loss: 0.2301, brier: 0.068, precision: 0.24, intervals: { auroc:
  [0.836, 0.844] } } },
  threshold: { policy: "max_f1", value: 0.21, interval: null, sensitivity: interval(0.6, 0.01), specificity: interval(0.85, 0.01), flagged: interval(0.18, 0.01) },
  calibration: { slope: interval(1, 0.02), intercept: interval(0, 0.02), observed_expected: interval(1, 0.02), expected_calibration_error: 0.0021,
    groups: [{ predicted: 0.1, observed: 0.11, low: 0.1, high: 0.12, n: 7000 }] },
  split: { training: 215970, holdout: 71989, anchor: { id: "anchor-1" } },
  subgroups: { recall: 0.6, groups: [group("Male", 0.81), group("Female", 0.83)] },
  gate: { accepted: true, outcome: "accepted", reasons: [], checks: [], anchor: "anchor-1", comparisons: 2, against: { champion: null, promoted: 1, withdrawn: 0 } },
  data: { rows: 287959, positives: 24678, prevalence: 0.0857, duplicates: 12, fields: [field("BMI", "kg/m²", 0), field("Sex", null, 0)], datasets: [{ name: "initial", sha256: "1".repeat(64), rows: 287959, positives: 24678 }] },
  recipe: { hyperparameters: { max_depth: 4, learning_rate: 0.1 }, calibration: "none", datasets: ["initial"] },
  candidates: [{ label: "XGBoost" }, { label: "Random Forest" }], comparison: { rows: 60000, folds: 5, repeats: 1 },
  preparation: { duplicates: "keep", outliers: "keep", balance: "none", select: "all" }, optional: [],
  ...changes,
});
function group(name, auroc, changes = {}) {
  return { field: "Sex", label: "Sex", group: name, n: 30000, events: 2000, too_few: false, auroc: interval(auroc, 0.01), recall: interval(0.6, 0.02), observed_expected: interval(1, 0.03), ...changes };
}
function field(name, unit, missing) {
  return { name, label: name, unit, missing };
}
const made = (changed = {}, described = {}) => ({
  report: report(changed),
  description: {
    fields: [{ name: "BMI", type: "number", codes: null }, { name: "Sex", type: "category", codes: ["Male", "Female"] }],
    files: { "predictor.yaml": { sha256: "a", size: 1 } }, libraries: { "scikit-learn": "1.7.0", xgboost: "3.2.0" }, ...described,
  },
});
const against = (champion, checks) => ({ ...report().gate, against: { champion, promoted: 1, withdrawn: 0 }, checks });
const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9, `${value} is not ${expected}`);

test("the standard error of a difference follows from what the gate tells of its check, whichever interval it has used", () => {
  for (const margin of [0.001, 0.01]) near(standardError(check("log_loss", 0.0004, 0.0007, margin)), 0.0007);
  assert.equal(standardError({ ...check("log_loss", 0.0004, 0.0007, 0.01), shown_above: null }), null);
  assert.equal(standardError({ name: "log_loss", value: 0, high: 0.001 }), null);
});

test("a paired difference is B less A with a 95 % interval, whoever of the two was the challenger", () => {
  const checks = [check("log_loss", -0.004, 0.001, 0.001), check("auroc", -0.003, 0.002, 0.002), check("slope", 1, 0.01, 1.05, "itself")];
  const later = { version: B, report: report({ gate: against(A, checks) }) };
  const earlier = { version: A, report: report() };
  const { challenger, differences, words } = meeting(earlier, later);
  assert.equal(challenger, "b");
  assert.deepEqual(differences.map(({ measure, fresh, estimate }) => [measure, fresh, estimate]), [["log_loss", false, -0.004], ["auroc", false, 0.003]]);
  near(differences[0].span[0], -0.004 - 1.959963984540054 * 0.001);
  near(differences[1].span[1], 0.003 + 1.959963984540054 * 0.002);
  assert.deepEqual(differences.map(better), ["b", "neither"]);
  assert.deepEqual(differences.map(found), ["B is better", "within chance"]);
  assert.equal(inFigures(differences[0]), "Log loss: −0.0040 (−0.0060 to −0.0020)");
  assert.equal(words.length, 2);
  const turned = meeting(later, earlier);
  assert.equal(turned.challenger, "a");
  assert.deepEqual(turned.differences.map(({ estimate }) => estimate), [0.004, -0.003]);
  assert.deepEqual(turned.differences.map(better), ["a", "neither"]);
});

test("versions that never met are not called better or worse, nor those that could not be compared", () => {
  const alone = { version: A, report: report() };
  // It has met another champion, and the best version ever, who may be anybody.
  const other = { version: B, report: report({ gate: against("20261030T000000Z-cccccccc", [check("log_loss", 0, 0.001, 0.001, "the champion")]) }) };
  assert.equal(meeting(alone, other), null);
  assert.match(howCompared(alone.report, other.report, null), /same 71,989 people.*may be chance/);
  const best = { version: B, report: report({ gate: against(A, [check("log_loss", 0, 0.001, 0.001, "the best version ever promoted")]) }) };
  assert.equal(meeting(alone, best), null);
  const apart = report({ split: { ...report().split, anchor: { id: "anchor-2" } } });
  assert.equal(samePeople(alone.report, apart), false);
  assert.match(howCompared(alone.report, apart, null), /different people/);
  const incomparable = { version: B, report: report({ gate: against(A, [{ ...check("comparable", 0, 1, 1, "the champion"), value: null, words: "other fields" }]) }) };
  const met = meeting(alone, incomparable);
  assert.deepEqual([met.differences, met.words], [[], ["other fields"]]);
  assert.match(howCompared(alone.report, incomparable.report, met), /could not be compared/);
});

test("a report from before the gate named the champion beside its checks is understood", () => {
  const old = { name: "log_loss", against: `champion ${A}`, value: 0.002, low: null, high: 0.003, passed: true, words: "worse by 0.002" };
  const gate = { accepted: true, reasons: [], anchor: "anchor-1", comparisons: 1, checks: [old] };
  const { differences } = meeting({ version: A, report: report() }, { version: B, report: report({ gate }) });
  assert.deepEqual(differences, [{ measure: "log_loss", fresh: false, estimate: 0.002, span: null }]);
  assert.equal(better(differences[0]), null);
});

test("only figures that differ in a digit that is shown are shown", () => {
  assert.deepEqual(figureRows(report(), report()).differ, []);
  const b = report({ evaluation: { ...report().evaluation, winner: { ...report().evaluation.winner, auroc: 0.84001, log_loss: 0.2299 } } });
  const { differ, same } = figureRows(report(), b);
  assert.deepEqual(differ.map(({ key, figures, write }) => [key, ...figures.map(({ estimate }) => write(estimate))]), [["log_loss", "0.2301", "0.2299"]]);
  assert.ok(same.includes("AUROC"));
  assert.equal(sameCalibration(report(), report()), true);
  assert.equal(sameCalibration(report(), report({ calibration: { ...report().calibration, groups: [] } })), false);
});

test("groups are put beside each other by their name; one that only one version knows is shown", () => {
  const b = report({ subgroups: { recall: 0.6, groups: [group("Female", 0.83), group("Male", 0.82), group("Other", 0.5, { too_few: true, events: "fewer than 5" })] } });
  const { differ, same } = groupRows(report(), b);
  assert.deepEqual(differ.map(({ group: name, groups }) => [name, ...groups.map((each) => each?.auroc?.estimate ?? null)]), [["Male", 0.81, 0.82], ["Other", null, 0.5]]);
  assert.equal(same, 1);
});

test("settings, libraries and preparation are told where they differ", () => {
  assert.deepEqual(makingLines(made(), made()), []);
  const b = made({ effort: "quick", recipe: { ...report().recipe, hyperparameters: { max_depth: 6, learning_rate: 0.1, subsample: 0.8 } } },
    { libraries: { "scikit-learn": "1.7.0", xgboost: "3.3.0" } });
  assert.deepEqual(makingLines(made(), b).map(({ term, values }) => [term, ...values]), [
    ["Training", "full: searched settings", "quick: declared settings"],
    ["max_depth", "4", "6"], ["subsample", null, "0.8"], ["xgboost", "3.2.0", "3.3.0"],
  ]);
  const other = made({ winner: "logistic_regression", winner_label: "Logistic Regression", recipe: { ...report().recipe, hyperparameters: { C: 0.3 } } });
  assert.deepEqual(makingLines(made(), other).map(({ term, values }) => [term, ...values]), [
    ["Model", "XGBoost", "Logistic Regression"], ["Settings", "max_depth 4 · learning_rate 0.1", "C 0.3"],
  ]);
});

test("data sets of one version alone are told, and those of both in one line", () => {
  const more = { name: "2".repeat(64), sha256: "2".repeat(64), rows: 120, positives: 9 };
  const b = report({ data: { ...report().data, rows: 288079, datasets: [...report().data.datasets, more] } });
  const { differ, both } = dataSets(report(), b);
  assert.deepEqual(differ.map(({ name, rows }) => [name, ...rows]), [["2".repeat(64), null, 120]]);
  assert.deepEqual(both.map(({ name }) => name), ["initial"]);
  assert.deepEqual(dataLines(report(), b, "heart disease").map(({ term, values }) => [term, ...values]), [["Rows", "287,959", "288,079"]]);
  // The initial rows may be others by now: the name is the same, the file is not.
  const replaced = report({ data: { ...report().data, datasets: [{ ...report().data.datasets[0], sha256: "9".repeat(64) }] } });
  assert.equal(dataSets(report(), replaced).differ.length, 2);
});

test("declarations are told apart by their file, and as far as is known by their fields", () => {
  assert.equal(sameDeclaration(made(), made()), true);
  const b = made(
    { data: { ...report().data, fields: [field("Sex", null, 0), field("BMI", "lb/in²", 0), field("Age", "years", 0)] } },
    {
      files: { "predictor.yaml": { sha256: "b", size: 2 } },
      fields: [{ name: "Sex", type: "category", codes: ["Male", "Female", "Other"] }, { name: "BMI", type: "number", codes: null }, { name: "Age", type: "integer", codes: null }],
    });
  assert.equal(sameDeclaration(made(), b), false);
  assert.deepEqual(declarationLines(made(), b).map(({ term, values }) => [term, ...values]), [
    ["BMI: unit", "kg/m²", "lb/in²"], ["Sex: choices", "Male, Female", "Male, Female, Other"], ["Age", null, "asked"], ["Order of the fields", "BMI, Sex", "Sex, BMI"],
  ]);
});
