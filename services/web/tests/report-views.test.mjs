// What the views of a report say, built of reports as the API tells them: each figure as its neighbours have it, and none of a few people.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as elements from "./elements.mjs";
import { page } from "./page.mjs";

elements.withoutBrowser();
const {
  candidateTable, confusionPicture, confusionTable, fieldsGrid, h, renderMarkdown, reportParts,
} = await page("charts/candidates", "charts/confusion", "report/fields", "report/page", "card/markdown", "ui/dom");

/** A report as a training of few rows writes it and the API tells it. */
const { small } = JSON.parse(execFileSync("python", ["-m", "tests.page_sample"], { cwd: fileURLToPath(new URL("../../..", import.meta.url)), maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] }));
const shown = (report) => h("div", {}, reportParts(report, "it", new Map()));

const FEW = "fewer than 5";
const bin = (label, low, high, positive, negative) => ({ label, low, high, positive, negative });
const measured = (bins) => ({ name: "glucose", label: "Glucose", unit: "mg/dL", type: "number", bins, missing: 11, outliers: null, summary: null, association: null, stability: null, stability_limit: null });
const grid = (bins) => fieldsGrid({ fields: [measured(bins)], rows: 1000, positives: 200 }, "it");

test("a few people are few in every word of a picture, never a share of nought", () => {
  const drawn = grid([bin("below 70", null, 70, FEW, 400), bin("70 and more", 70, null, 190, 391), bin("Not measured", null, null, FEW, 9)]);
  assert.equal(drawn.querySelector(".pair-label").textContent, "Not measured: fewer than 5 with, 1.1 % without");
  const titles = drawn.querySelectorAll("title").map(({ textContent }) => textContent);
  assert.ok(titles.includes("below 70: fewer than 5 of those with it, 50.0 % of those without"), titles.join("\n"));
  assert.equal(titles.some((each) => each.includes(" 0.0 %")), false);
  assert.match(drawn.textContent, /One to four people have no bar/);
});

test("where nobody is few, nothing is said of a few", () => {
  const drawn = grid([bin("below 70", null, 70, 0, 400), bin("70 and more", 70, null, 200, 400)]);
  assert.match(drawn.querySelector("title").textContent, /^below 70: 0\.0 % of those with it/);
  assert.doesNotMatch(drawn.textContent, /few/);
});

test("beside a few people nobody is all of a row", () => {
  const counts = { tp: 246, fn: FEW, fp: 209, tn: 291 };
  for (const drawn of [confusionTable(counts), confusionPicture("The counts", counts)]) {
    assert.doesNotMatch(drawn.textContent, /100 %/);
    assert.match(drawn.textContent, /42 %/);
    assert.match(drawn.textContent, /500/);
  }
  assert.deepEqual(confusionTable(counts).querySelectorAll(".cell-note").map(({ textContent }) => textContent), ["500"]);
});

test("what the gate found has as many digits as what stands beside it", () => {
  const check = { ...small.gate.checks[0], value: 1.02, interval: [0.8307, 1.2], low: 0.95, high: 1.05 };
  const row = shown({ ...small, gate: { ...small.gate, checks: [check] } }).querySelector("[data-check]");
  assert.deepEqual(row.querySelectorAll(".numeric").map(({ textContent }) => textContent), ["1.02000.8307 to 1.2000", "0.95 to 1.05"]);
});

test("results of a field's choices have a digit behind the point, each of them", () => {
  const [field] = small.data.fields;
  const points = [{ label: "No", value: null, risk: 0.06 }, { label: "Yes", value: null, risk: 0.1234 }];
  const bins = [bin("No", null, null, 30, 470), bin("Yes", null, null, 80, 420)];
  const drawn = shown({ ...small, effects: { ...small.effects, fields: [{ ...small.effects.fields[0], name: field.name, points }] }, data: { ...small.data, fields: [{ ...field, bins }] } });
  const choices = drawn.querySelector(".effect-choices");
  assert.deepEqual(choices.querySelectorAll("strong").map(({ textContent }) => textContent), ["6.0", "12.3"]);
  assert.match(choices.querySelector(".cell-note").textContent, /^observed 6\.0 \(4\.2 to 8\.4\)/);
});

test("what the model goes by has an interval over people, drawn, in words and in the file, or says that it has none", async () => {
  const field = { name: "age", label: "Age", points: 4.2, low: 3.6, high: 4.9 };
  const section = (fields) => shown({ ...small, importance: { people: 100, fields } }).querySelector('[data-section="importance"]');
  const today = section([field, { name: "sex", label: "Sex", points: 2.1, low: 1.8, high: 2.45 }]);
  assert.deepEqual(today.querySelectorAll(".contribution-points").map(({ textContent }) => textContent), ["4.23.6 to 4.9", "2.11.8 to 2.5"]);
  const [first, second] = today.querySelectorAll(".contribution-span").map((each) => ["x1", "x2"].map((end) => Math.round(each.getAttribute(end))));
  assert.deepEqual([first, second], [[73, 100], [37, 50]]);
  assert.match(today.textContent, /over other people, of this same model/);
  today.querySelector('[data-file="importance.csv"]').click();
  assert.equal((await elements.saved.text()).split("\n")[1], "age,Age,4.2,3.6,4.9");
  const before = { name: "age", label: "Age", points: 4.2 };
  const older = section([before]);
  assert.deepEqual([older.querySelector(".contribution-points").textContent, older.querySelectorAll(".contribution-span").length], ["4.2", 0]);
  assert.match(older.textContent, /There are no intervals/);
});

test("of nobody who was pointed out no share was right", () => {
  const metrics = { precision: 0, accuracy: 0.65, confusion: { tp: 0, fp: 0, fn: 268, tn: 500 } };
  const cells = (metrics) => candidateTable([], "", [{ label: "Always no", metrics }]).querySelector("tbody").querySelectorAll("td").map(({ textContent }) => textContent);
  assert.deepEqual([cells(metrics)[4], cells(metrics)[6]], ["0.650", "–"]);
  assert.equal(cells({ ...metrics, precision: 0, confusion: { tp: 0, fp: 9, fn: 268, tn: 491 } })[6], "0.000");
});

test("on a phone each figure of a field that may be left unknown has its name beside it", () => {
  const optional = [{ field: "bmi", label: "Body mass index", offered: true, rows: 768, log_loss: 0.4758, without: 0.4767, difference: -0.0009, standard_error: 0.0014, observed_expected: { estimate: 1, low: 0.89, high: 1.13 }, why: null }];
  const table = shown({ ...small, optional }).querySelector('[data-chart="optional"]');
  assert.ok(table.classList.contains("checks"));
  const heads = table.querySelector("thead").querySelectorAll("th").map(({ textContent }) => textContent);
  const cells = table.querySelectorAll("[data-optional]").flatMap((row) => row.querySelectorAll("td"));
  assert.deepEqual(cells.map(({ dataset }) => dataset.label), [...heads.slice(1), undefined]);
});

test("an interval in a table of the card stays on one line", () => {
  const table = renderMarkdown("| Group | AUROC | Behind |\n| --- | ---: | ---: |\n| 21 to 29 (few) | 0.859 (0.812 to 0.896) | 0.0071 ± 0.0071 |\n");
  assert.deepEqual(table.querySelector("tbody").querySelectorAll("td").map(({ textContent }) => textContent), ["0.859 (0.812\u00a0to\u00a00.896)", "0.0071 ±\u00a00.0071"]);
});

test("a sign of percent stays with its figure in a tile", () => {
  const [, , , finds] = shown(small).querySelectorAll(".tile-name");
  assert.match(finds.textContent, /threshold of [\d.]+\u00a0%/);
});
