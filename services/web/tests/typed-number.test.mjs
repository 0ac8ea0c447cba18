// A number in the unit that somebody has it in, and what is offered where it may be another one.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { beyond, inOtherUnit, readNumber } = await page("predict/typed-number");

const table = JSON.parse(readFileSync(new URL("../../../tests/numbers.json", import.meta.url), "utf8"));
const number = (changes) => ({
  name: "", type: "number", label: "", unit: null, other_units: [], minimum: null, maximum: null, below: null, above: null,
  step: null, missing: { allowed: false, averaged: false, label: null, values: [] }, ...changes,
});
const glucose = number({ unit: "mg/dL", minimum: 20, maximum: 1000, other_units: [{ unit: "mmol/L", factor: 18.0156, offset: 0 }] });
const cells = number({ unit: "per µL", minimum: 0, maximum: 2_000_000 });
const fever = number({ unit: "°C", minimum: 30, maximum: 45, step: 0.1, other_units: [{ unit: "°F", factor: 5 / 9, offset: -160 / 9 }] });

for (const [name, field] of [["other units", glucose], ["other units, integer", { ...glucose, type: "integer" }]]) {
  for (const [typed, means] of table[name]) {
    test(`${typed}, ${field.type}`, () => {
      const found = readNumber(field, typed);
      if (!Array.isArray(means)) {
        return means >= 20 ? assert.deepEqual(found, { state: "given", value: means }) : assert.equal(found.state, "wrong");
      }
      assert.match(found.message, /can mean 1200 or 1\.2: write 1200 or 1\.2\.$/);
      // Only what is possible is offered.
      assert.deepEqual(found.instead, means.filter((value) => value <= 1000));
    });
  }
}

test("a number that is impossible in its unit is told what it looks like, and what that is", () => {
  assert.deepEqual(readNumber(glucose, "5.7"), { state: "wrong", message: "5.7 looks like mmol/L: that is 103 mg/dL.", instead: [103] });
  assert.deepEqual(readNumber(glucose, "103"), { state: "given", value: 103 });
  // 1 mmol/L would be impossible as well.
  assert.deepEqual(readNumber(glucose, "1"), { state: "wrong", message: "This must be between 20 and 1000 mg/dL." });
  assert.deepEqual(readNumber({ ...glucose, other_units: [] }, "5.7"), { state: "wrong", message: "This must be between 20 and 1000 mg/dL." });
});

test("what is converted is told, so that nothing becomes another number in silence", () => {
  assert.equal(inOtherUnit(glucose, " 5,7 mmol/l "), "5,7 mmol/l is 103 mg/dL.");
  for (const typed of ["", "5.7", "103", "103 mg/dL", "many"]) assert.equal(inOtherUnit(glucose, typed), null);
});

test("a unit that begins elsewhere than at nothing, and a step", () => {
  assert.deepEqual(readNumber(fever, "101.3 °F"), { state: "given", value: 38.5 });
  assert.equal(readNumber(fever, "101.3").message, "101.3 looks like °F: that is 38.5 °C.");
});

test("a sign that may stand before decimals or between thousands is asked about", () => {
  for (const [typed, big, small] of [["1,200", 1200, 1.2], ["1.200", 1200, 1.2], ["250,000", 250_000, 250]]) {
    assert.deepEqual(readNumber(cells, typed), {
      state: "wrong", message: `${typed} can mean ${big} or ${small}: write ${big} or ${small}.`, instead: [big, small],
    });
  }
  // Both are impossible here.
  assert.equal(readNumber(glucose, "1,200").instead, undefined);
});

test("zero may be a way to say that something was not measured, but not with another unit", () => {
  const field = { ...glucose, missing: { allowed: true, averaged: false, label: "Not measured", values: [0] } };
  assert.deepEqual(readNumber(field, "0"), { state: "unknown" });
  assert.equal(readNumber(field, "0 mmol/L").state, "wrong");
});

test("what lies beyond the rows is no fault, and is told to get no number", () => {
  const age = number({ type: "integer", unit: "years", minimum: 21, maximum: 65, above: "The rows end at 65." });
  assert.deepEqual(readNumber(age, "110"), { state: "given", value: 110 });
  assert.equal(beyond(age, "110"), "No number is given above 65 years.");
  assert.equal(beyond(age, "65"), null);
  assert.equal(readNumber(age, "20").message, "This must be between 21 and 65 years.");
  assert.equal(readNumber(age, "22.5").message, "Enter a whole number between 21 and 65 years.");
  assert.deepEqual(readNumber(age, " "), { state: "empty" });
});

test("in German the same numbers are meant, and told with a comma", async () => {
  await inLanguage("de");
  assert.deepEqual(readNumber(fever, "38,5"), { state: "given", value: 38.5 });
  assert.deepEqual(readNumber(fever, "101,3"), { state: "wrong", message: "101,3 sieht nach °F aus: Das sind 38,5 °C.", instead: [38.5] });
  assert.equal(inOtherUnit(glucose, "5,7 mmol/l"), "5,7 mmol/l sind 103 mg/dL.");
  assert.equal(readNumber(glucose, "7").message, "7 sieht nach mmol/L aus: Das sind 126 mg/dL.");
  assert.equal(readNumber(fever, "x").message, "Geben Sie eine Zahl ein (30 bis 45 °C).");
  await inLanguage("en");
});
