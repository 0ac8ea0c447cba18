// What is typed into a number box is read as tests/numbers.json says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { reading, written } = await page("predict/reading");

const table = JSON.parse(readFileSync(new URL("../../../tests/numbers.json", import.meta.url), "utf8"));
const cases = [
  ...[true, false].flatMap((thousands) => table.any.map(([typed, means]) => ({ typed, means, thousands }))),
  ...table.thousands.map(([typed, means]) => ({ typed, means, thousands: true })),
  ...table["no thousands"].map(([typed, means]) => ({ typed, means, thousands: false })),
];

for (const { typed, means, thousands } of cases) {
  test(`${JSON.stringify(typed)}, thousands ${thousands}`, () => {
    const expected = { unit: "mg/dL", thousands };
    const found = reading(typed, expected);
    if (means === null) assert.deepEqual(found, { is: "none" });
    else if (typeof means === "number") assert.deepEqual(found, { is: "number", value: means });
    else {
      assert.equal(found.is, "ambiguous");
      // Whoever writes it as the message says is understood.
      const advice = /can mean (\S+) or (\S+): write \1 or \2$/.exec(found.message);
      assert.deepEqual(advice.slice(1, 3).map((way) => reading(way, expected)), means.map((value) => ({ is: "number", value })));
    }
  });
}

test("the message is one that a person understands", () => {
  assert.equal(reading("1,200").message, "1,200 can mean 1200 or 1.2: write 1200 or 1.2");
});

for (const language of ["de", "zh", "en"]) {
  test(`what the form fills in is read as it was meant, ${language}`, async () => {
    await inLanguage(language);
    for (const thousands of [true, false]) {
      for (const value of [0, -3, 1.353, -1.353, 123.456, 1234.567, 43.3, 1e-7, 1.5e-7, 1e21, 0.183, 0.4, 103, 27.5]) {
        assert.deepEqual(reading(written(value, { thousands }), { thousands }), { is: "number", value });
      }
    }
  });

  test(`whoever writes it as the message says is understood, ${language}`, async () => {
    await inLanguage(language);
    for (const typed of ["1,200", "1.200", "-1,234", "250.000", "1,200e3"]) {
      const { values } = reading(typed);
      for (const value of values) assert.deepEqual(reading(written(value)), { is: "number", value });
    }
  });
}

test("it is written with the sign that the language has", async () => {
  await inLanguage("de");
  assert.deepEqual([27.5, 0.4, 1.353, 1200].map((value) => written(value, { thousands: false })), ["27,5", "0,4", "1,3530", "1200"]);
  assert.equal(reading("1.234").message, "1.234 kann 1234 oder 1,2340 bedeuten: Schreiben Sie 1234 oder 1,2340");
  assert.equal(reading("1,234", { thousands: false }).message, "1,234 kann 1234 oder 1,2340 bedeuten: Schreiben Sie 1234 oder 1,2340");
  // What means one thing in a language of points and another in one of commas is asked about in all of them.
  assert.deepEqual(["27,5", "0,4", "27.5"].map((typed) => reading(typed).value), [27.5, 0.4, 27.5]);
  await inLanguage("en");
});

test("other units than kg/m² are typed as a keyboard has them", () => {
  assert.deepEqual(reading("43,3 kg/m2", { unit: "kg/m²" }), { is: "number", value: 43.3 });
  assert.deepEqual(reading("83 uU/ml", { unit: "µU/mL" }), { is: "number", value: 83 });
  assert.deepEqual(reading("12 %", { unit: "%" }), { is: "number", value: 12 });
});
