// What the views of a report say, built of reports as the API tells them: each figure as its neighbours have it, and none of a few people.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as elements from "./elements.mjs";
import { page } from "./page.mjs";

elements.withoutBrowser();
const { fieldsGrid, confusionTable, confusionPicture } = await page("report/fields", "charts/confusion");

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
