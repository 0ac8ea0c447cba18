// The report's charts: what a threshold does, which columns are joined, and what stands in the files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.mjs";

const {
  lookedAt, netBenefit, outcomes, columns, colour, wilson, asCsv, roomFor,
} = await page(
  "report/looked-at", "charts/scores", "charts/picture", "report/wilson", "ui/csv", "charts/names",
);


const share = (estimate) => ({ estimate, low: estimate - 0.01, high: estimate + 0.01 });
const point = (threshold, sensitivity, specificity) => ({ threshold, sensitivity: share(sensitivity), specificity: share(specificity), precision: share(0.3), flagged: share(0.2) });
const POINTS = [point(0.1, 0.9, 0.5), point(0.2, 0.8, 0.7), point(0.3, 0.5, 0.9)];
const report = (value, points = POINTS) => ({
  threshold: { policy: "max_f1", value, interval: null, sensitivity: share(0.81), specificity: share(0.71), flagged: share(0.4) },
  operating: points ? { bins: [], points } : undefined,
  evaluation: { winner: { precision: 0.33, intervals: { precision: [0.3, 0.36] } } },
});

test("the slider begins at the threshold in use and leads back there", () => {
  const looked = lookedAt(report(0.2));
  let drawn = 0;
  looked.follow(() => (drawn += 1));
  assert.deepEqual([looked.home, looked.away(), looked.rates().sensitivity.estimate], [1, false, 0.81]);
  looked.look(2);
  assert.deepEqual([looked.away(), looked.rates().threshold, looked.point().threshold], [true, 0.3, 0.3]);
  looked.look(1);
  assert.deepEqual([looked.away(), looked.point().threshold], [false, 0.2]);
  looked.look(0);
  looked.look(null);
  assert.deepEqual([looked.away(), drawn], [false, 4]);
});

test("a threshold in use that few people pass is no point, and lies beside its neighbour", () => {
  const looked = lookedAt(report(0.25));
  assert.deepEqual([looked.home, looked.point(), looked.rates().threshold], [2, null, 0.25]);
  looked.look(2);
  assert.equal(looked.away(), true);
  assert.equal(lookedAt(report(0.9)).home, 2);
});

test("a report from before there were points has none to look at", () => {
  const looked = lookedAt(report(0.2, null));
  assert.deepEqual([looked.points, looked.point(), looked.away(), looked.rates().precision.low], [[], null, false, 0.3]);
});

test("net benefit and people follow from the rates", () => {
  const rates = lookedAt(report(0.2)).points[1];
  // 80 of 100 with it found; of 900 without it 270 pointed out, who weigh a quarter.
  assert.ok(Math.abs(netBenefit(rates, 0.1) - (0.08 - 0.25 * 0.27)) < 1e-12);
  assert.deepEqual(outcomes(rates, 0.1).map((each) => Number(each.toFixed(4))), [0.08, 0.02, 0.27, 0.63]);
});

test("narrow columns are joined, and none of the people is lost", () => {
  const bins = [0, 0.002, 0.005, 0.01, 0.02].map((low, index, all) => ({ low, high: all[index + 1] ?? 0.03, positive: 5 + index, negative: index === 1 ? "fewer than 5" : 10 }));
  const found = columns(bins);
  assert.deepEqual(found.map(({ low, high }) => [low, high]), [[0, 0.01], [0.01, 0.02], [0.02, 0.03]]);
  assert.deepEqual(found.map(({ positive, negative }) => [positive, negative]), [[18, 20], [8, 10], [9, 10]]);
  assert.deepEqual(columns([]), []);
});

test("colours that a browser mixes are written as every program reads them", () => {
  assert.equal(colour("rgb(11, 100, 112)"), "#0b6470");
  assert.equal(colour("rgba(11, 100, 112, 0.5)"), "#0b647080");
  assert.equal(colour("color(srgb 0.043 0.392 0.439 / 0.2)"), "#0b647033");
  assert.equal(colour("color(srgb 1 1 1)"), "#ffffff");
  assert.equal(colour("none"), "none");
});

test("numbers stay numbers in a CSV, and a text is no formula", () => {
  assert.equal(asCsv([["field", "log odds"], ["=Age", -0.25], ["a,b", null]]), `field,log odds\n'=Age,-0.25\n"a,b",\n`);
});

test("the names beside a picture have the room that they need, in any language", () => {
  assert.equal(roomFor(["Age", "Sex"]), 240);
  assert.ok(roomFor(["Age", "Tage, an denen es Ihnen körperlich nicht gut ging"]) > 340);
  assert.ok(roomFor(["您一生中是否至少吸过一百支香烟，不论何时"]) > roomFor(["Days of poor physical health"]));
});

test("the interval of a share is the one that the server measures", () => {
  const { estimate, low, high } = wilson(10, 100);
  assert.deepEqual([estimate, low.toFixed(4), high.toFixed(4)], [0.1, "0.0552", "0.1744"]);
  assert.deepEqual([wilson(0, 20).low, wilson(20, 20).high, wilson(0, 0)], [0, 1, null]);
});
