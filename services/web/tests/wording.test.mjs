// A number within a declared sentence, and why none is given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { fill, inPercent, ofHundredPeople, refusalInWords, spanOfHundred } = await page("predict/wording");

const predictor = {
  wording: { people: "women in the study" },
  fields: [{ name: "age", unit: "years" }, { name: "children", unit: null }],
};
const refusal = (field, studied) => ({ field, reason: "It is so.", ...(studied ? { studied } : {}) });

test("where the rows end before it, the value is named, and where they end", () => {
  const said = (field, studied, value) => refusalInWords(predictor, refusal(field, studied), value);
  assert.equal(said("age", { low: 21, high: 69 }, 110), "Nearly none of the women in the study were above 69 years, so the model cannot speak about 110.");
  assert.equal(said("age", { low: 21, high: 69 }, 18.5), "Nearly none of the women in the study were below 21 years, so the model cannot speak about 18.5.");
  assert.equal(said("children", { low: 0, high: 12 }, 14), "Nearly none of the women in the study were above 12, so the model cannot speak about 14.");
});

test("a declared reason stands as it is", () => {
  assert.equal(refusalInWords(predictor, refusal("age"), 110), "It is so.");
});

/** What somebody reads of a declared sentence. */
function reads(sentence, mark, probability) {
  const { before, value, after } = fill(sentence, mark, ofHundredPeople(probability)[mark]);
  return `${before}${value}${after}`;
}

test("what says by itself how exact it is needs no \"about\", in any language", async () => {
  const rare = 0.004;
  assert.equal(reads("Of 100 people, about {n} had it.", "n", rare), "Of 100 people, fewer than 1 had it.");
  assert.equal(reads("About {m} of them did not.", "m", rare), "More than 99 of them did not.");
  assert.equal(reads("Of 100 people, about {n} had it.", "n", 0.14), "Of 100 people, about 14 had it.");
  await inLanguage("de");
  assert.equal(reads("Von 100 Menschen waren etwa {n} betroffen.", "n", rare), "Von 100 Menschen waren weniger als 1 betroffen.");
  assert.equal(reads("Etwa {m} von ihnen nicht.", "m", rare), "Mehr als 99 von ihnen nicht.");
  assert.equal(reads("Von 100 Menschen waren etwa {n} betroffen.", "n", 0.14), "Von 100 Menschen waren etwa 14 betroffen.");
  await inLanguage("zh");
  assert.equal(reads("每 100 人中，约 {n} 人患病。", "n", rare), "每 100 人中，少于 1 人患病。");
  assert.equal(reads("每 100 人里，约有 {n} 人患病。", "n", rare), "每 100 人里，有少于 1 人患病。");
  assert.equal(reads("每 100 人里，约有 {n} 人患病。", "n", 0.14), "每 100 人里，约有 14 人患病。");
  assert.equal(reads("其中大约{m}人没有。", "m", rare), "其中多于 99人没有。");
  // Where nobody has translated the declaration.
  assert.equal(reads("Of 100 people, about {n} had it.", "n", rare), "Of 100 people, 少于 1 had it.");
  await inLanguage("en");
});

test("figures and spans are written as in the language", async () => {
  const written = async (language) => {
    await inLanguage(language);
    return [inPercent(0.1446), inPercent(0.0001), inPercent(0.99999), spanOfHundred({ low: 0.09, high: 0.17 }), spanOfHundred({ low: 0.09, high: 0.0901 }), spanOfHundred({ low: 0.001, high: 0.004 })];
  };
  assert.deepEqual(await written("de"), ["14,4 %", "< 0,1 %", "> 99,9 %", "Zwischen 9 und 17", "Etwa 9", "Weniger als 1"]);
  assert.deepEqual(await written("zh"), ["14.4%", "< 0.1%", "> 99.9%", "9 至 17", "约 9", "少于 1"]);
  assert.deepEqual(await written("en"), ["14.4 %", "< 0.1 %", "> 99.9 %", "Between 9 and 17", "About 9", "Fewer than 1"]);
});

test("where the rows end is told in the language", async () => {
  await inLanguage("de");
  assert.equal(refusalInWords(predictor, refusal("age", { low: 21, high: 69.5 }), 110),
    "Bei fast niemandem in den Daten (women in the study) war der Wert höher als 69,5 years. Deshalb kann das Modell über 110 nichts sagen.");
  await inLanguage("en");
});
