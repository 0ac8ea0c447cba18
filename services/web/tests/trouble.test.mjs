// What the server says is English: in other languages the page says what it knows, and marks the rest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { api, inServersWords, inWords, jobInWords, Problem, Unreachable } = await page("net/api", "status/job");

const problem = (status, detail) => new Problem(status, "A title", { detail });
const job = { status: "running", stage: "fit", progress: 0.42, message: "Random Forest, fold 2 of 3" };

test("a failure is told in the page's words where they know the kind, else in the server's", async () => {
  assert.equal(inWords(problem(429, "At most 60 a minute.")), "At most 60 a minute.");
  assert.equal(inWords(problem(418, "")), "A title");
  await inLanguage("de");
  assert.match(inWords(problem(429, "At most 60 a minute.")), /^Das waren zu viele Anfragen/);
  assert.equal(inServersWords(problem(429, "At most 60 a minute.")), false);
  assert.equal(inWords(problem(409, "There is a newer champion.")), "There is a newer champion.");
  assert.equal(inServersWords(problem(409, "There is a newer champion.")), true);
  assert.match(inWords(new Unreachable()), /^Der Server hat nicht geantwortet/);
  assert.equal(inServersWords(new Unreachable()), false);
  await inLanguage("en");
});

test("a training is told by its stage where the trainer's words are in another language", async () => {
  assert.equal(jobInWords(job), "42 %, Random Forest, fold 2 of 3");
  assert.equal(jobInWords({ ...job, message: null }), "42 %, fitting the winner");
  assert.equal(jobInWords({ ...job, status: "queued", message: "gave way to heart" }), "gave way to heart");
  await inLanguage("de");
  assert.equal(jobInWords(job), "42 %, passt das beste Modell an");
  await inLanguage("zh");
  assert.equal(jobInWords(job), "42%，正在拟合最佳模型");
  assert.equal(jobInWords({ ...job, status: "queued", message: "gave way to heart" }), "排队等候");
  await inLanguage("en");
});

test("the server is asked in the language of the page, and in English where it has no other words", async (t) => {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (_, { headers }) => {
    asked.push(headers["Accept-Language"]);
    return Response.json({ predictors: [] });
  });
  for (const language of ["de", "zh", "en"]) {
    await inLanguage(language);
    await api.predictors();
  }
  assert.deepEqual(asked, ["de, en;q=0.5", "zh, en;q=0.5", "en"]);
});
