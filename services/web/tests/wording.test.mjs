// Why no number is given, in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.mjs";

const { refusalInWords } = await page("predict/wording");

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
