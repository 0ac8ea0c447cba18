// The page speaks one language at a time, and writes numbers as people do who speak it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { count, decimal, duration, percent, plainNumber, signed, spanOf, when } = await page("words/numbers");

test("numbers are written as in the language, with the same digits", async () => {
  const written = async (language) => {
    await inLanguage(language);
    return [count(12345), percent(0.0425), percent(0.00001), decimal(0.8361), signed(-0.25, 1), spanOf([-0.5, 1.25], 2), plainNumber(12345.5), duration(171)];
  };
  assert.deepEqual(await written("en"), ["12,345", "4.3 %", "< 0.1 %", "0.836", "−0.3", "−0.50 to 1.25", "12,345.5", "2 min 51 s"]);
  assert.deepEqual(await written("de"), ["12.345", "4,3 %", "< 0,1 %", "0,836", "−0,3", "−0,50 bis 1,25", "12.345,5", "2 Min. 51 s"]);
  assert.deepEqual(await written("zh"), ["12,345", "4.3%", "< 0.1%", "0.836", "−0.3", "−0.50 至 1.25", "12,345.5", "2 分 51 秒"]);
});

test("a day is named in the language", async () => {
  const day = async (language) => {
    await inLanguage(language);
    return when("2026-11-29T12:00:00Z");
  };
  assert.match(await day("en"), /29 Nov 2026/);
  assert.match(await day("de"), /29\. Nov\. 2026/);
  assert.match(await day("zh"), /2026年11月29日/);
});
