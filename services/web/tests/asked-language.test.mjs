// What a predictor declares is asked for in the language of the page, as it is at that moment.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inLanguage, page } from "./page.mjs";

test("every call asks for the language of the page", async () => {
  const { api } = await page("net/api");
  const asked = [];
  globalThis.fetch = async (_, { headers }) => {
    asked.push(headers["Accept-Language"]);
    return Response.json({ predictors: [], language: "en", target: {}, population: { limits: [] }, wording: { questions: [] }, sections: [], fields: [], peers: [] });
  };
  const { signal } = new AbortController();
  await api.predictor("one", signal);
  await inLanguage("zh");
  await api.predict("one", {}, null, signal);
  await inLanguage("de");
  await api.predictors(signal);
  assert.deepEqual(asked, ["en", "zh, en;q=0.5", "de, en;q=0.5"]);
});

test("a fault of a translation is told by its dotted path", async () => {
  const { dotted } = await page("operations/broken-translations");
  assert.equal(dotted("/fields/Race/choices/American Indian~1Alaskan Native"), "fields.Race.choices.American Indian/Alaskan Native");
  assert.equal(dotted(""), "");
});
