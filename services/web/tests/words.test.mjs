// The page speaks one language at a time, and writes numbers as people do who speak it.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
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

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const rooms = globSync("words/en/*.ts", { cwd: SRC }).map((file) => basename(file, ".ts"));
const catalogue = async (language, room) => (await import(`../src/words/${language}/${room}.ts`)).default;

/** All that a catalogue says, by where it stands; of what is made of values the text that it is made by. */
const told = (words, at = "") => Object.entries(words).flatMap(([key, value]) =>
  (typeof value === "object" && value !== null && !(value instanceof RegExp) ? told(value, `${at}${key}.`) : [[`${at}${key}`, String(value ?? "")]]));

/** What is written alike in all languages. */
const ALIKE = new Set(["API", "AUROC", "AUPRC", "Brier", "CSV"]);

test("each language says it in its own words", async () => {
  const copied = [];
  for (const room of rooms) {
    const [english, german, chinese] = await Promise.all(["en", "de", "zh"].map((language) => catalogue(language, room)));
    const words = Object.fromEntries(told(english));
    for (const [at, text] of told(german)) if (/\p{L}{2,} \p{L}{2,}/u.test(text) && !text.includes("=>") && text === words[at]) copied.push(`de ${room}.${at}`);
    // A string without a letter of China has not been translated; a message of values alone needs none.
    for (const [at, text] of told(chinese)) if (!/\p{Script=Han}/u.test(text) && /\p{L}{2,}/u.test(text.replace(/^.*?=>|\$\{[^}]*\}/g, "")) && !ALIKE.has(text) && !text.includes("=>")) copied.push(`zh ${room}.${at}`);
  }
  assert.deepEqual(copied, []);
});

test("every word of a catalogue is said somewhere", () => {
  const views = globSync("**/*.ts", { cwd: SRC }).filter((file) => !/^words\/\w\w\//.test(file)).map((file) => readFileSync(join(SRC, file), "utf8")).join("\n");
  return Promise.all(rooms.map(async (room) => {
    const silent = Object.keys(await catalogue("en", room)).filter((key) => !new RegExp(`\\.${key}\\b`).test(views));
    // Several rooms share these, and each takes what it needs.
    if (room !== "shared") assert.deepEqual(silent, [], room);
  }));
});
