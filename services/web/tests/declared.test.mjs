// What is declared in another language than the page speaks says so wherever it is shown, and nothing else does.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { pretended } from "./elements.mjs";
import { inLanguage, page } from "./page.mjs";

pretended();
const { declared, declaredList, foreign, h, heard, replace, svg } = await page("words/declared", "ui/dom");

const predictor = {
  language: "en",
  title: "Made-up gout", summary: "Gout of people who do not exist.",
  target: { label: "gout", meaning: "Whether somebody has it." },
  population: { who: "Made-up people", question: "Are you made up?", source: "a generator", limits: ["Nobody exists."] },
  wording: { people: "people", result: "Of 100 people, about {n} have it.", complement: "About {m} do not.", positive: "At or above", negative: "Below", next_step: null, questions: ["What now?"], disclaimer: "Made up." },
  sections: [{ title: "All of it" }],
  fields: [{ label: "Uric acid", help: "As measured.", below: null, above: "See a doctor.", refusals: [{ reason: "Nobody has that." }], choices: [{ label: "this" }], missing: { label: "not known" } }],
  peers: [{ sentence: "Of 100 like you, {n} have it." }],
};

afterEach(() => inLanguage("en"));

test("what nobody has translated is told by its language, in every other one", async () => {
  assert.equal(declared(predictor), predictor);
  assert.equal(foreign("Uric acid"), null);
  await inLanguage("zh");
  for (const text of ["Made-up gout", "gout", "Made-up people", "Are you made up?", "Nobody exists.", "Of 100 people, about ", " have it.", "What now?", "All of it", "Uric acid", "As measured.", "See a doctor.", "Nobody has that.", "this", "not known", "Of 100 like you, "]) {
    assert.equal(foreign(text), "en", text);
  }
  assert.equal(foreign("尿酸"), null);
  declared({ ...predictor, language: "zh", title: "虚构的痛风" });
  assert.equal(foreign("虚构的痛风"), null);
  assert.equal(foreign("."), null);
});

test("a title in a list is marked before its predictor has been asked for", async () => {
  const [listed, former] = [{ language: "en", title: "Listed alone", summary: "One of many." }, { title: "Of no known language", summary: "" }];
  const list = { predictors: [listed, former] };
  assert.equal(declaredList(list), list);
  await inLanguage("de");
  assert.equal(h("a", {}, "Listed alone").lang, "en");
  assert.equal(foreign("One of many."), "en");
  assert.equal(foreign("Of no known language"), null);
});

test("an element of one such text says its language, and a part of one does", async () => {
  declared(predictor);
  await inLanguage("de");
  assert.equal(h("h1", {}, "Made-up gout").lang, "en");
  const [before, name, after] = h("p", {}, "Zu ", ["Uric acid"], null, ".").children;
  assert.deepEqual([before, name.localName, name.lang, name.textContent, after], ["Zu ", "span", "en", "Uric acid", "."]);
  assert.equal(h("p", {}, "Harnsäure").lang, undefined);
  assert.equal(svg("text", {}, "Uric acid").lang, "en");
  assert.deepEqual(svg("text", {}, "Uric acid", " 7").children, ["Uric acid", " 7"]);
  heard("zh", ["没有数字"]);
  assert.equal(h("p", {}, "没有数字").lang, "zh-Hans");
});

test("an element that says something else afterwards is of the page's language again", async () => {
  declared(predictor);
  await inLanguage("de");
  const place = h("p", {}, "Made-up gout");
  replace(place, "Gicht");
  assert.equal(place.lang, undefined);
  const own = h("p", { lang: "en" }, "Made-up gout");
  replace(own, "Said by the server");
  assert.equal(own.lang, "en");
});
