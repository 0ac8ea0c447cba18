// Where the server is busy the desk says so once, how old what stands there is, and asks again when the server wants it.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { pretended } from "./elements.mjs";
import { inLanguage, page } from "./page.mjs";

pretended();
const { Problem, trouble, Unreachable } = await page("net/api", "operations/trouble");

const busy = (retryAfter) => new Problem(503, "Unavailable", { detail: "The queue does not answer (timeout)", retryAfter });

afterEach(() => inLanguage("en"));

test("a server that is busy is asked again when it says, and that is said once", () => {
  const desk = trouble();
  assert.equal(desk.missed("jobs", busy(5), 3), 5);
  assert.equal(desk.element.textContent, "The server is busy; asking again in 5 s.");
  const [said] = desk.element.children;
  assert.equal(said.attributes.get("data-trouble"), "busy");
  desk.missed("jobs", busy(5), 3);
  assert.equal(desk.element.children[0], said);
  assert.equal(desk.missed("jobs", busy(null), 3), 3);
  assert.match(desk.element.textContent, /in 3 s\.$/);
});

test("what stands there is told by its time, and what is answered again is no trouble", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: new Date("2026-11-29T14:03:00") });
  const desk = trouble();
  desk.heard("jobs");
  t.mock.timers.tick(60_000);
  desk.missed("jobs", busy(5), 3);
  assert.match(desk.element.textContent, /^The server is busy; asking again in 5 s\. As of 29 Nov 2026, 14:03:00\.$/);
  // The one question was answered, the other not yet.
  desk.missed("desk", busy(5), 3);
  desk.heard("jobs");
  assert.match(desk.element.textContent, /As of/);
  desk.heard("desk");
  assert.equal(desk.element.textContent, "");
});

test("another failure is said as such, and asked about again as usual", async () => {
  const desk = trouble();
  assert.equal(desk.missed("jobs", new Unreachable(), 3), 3);
  assert.equal(desk.element.children[0].attributes.get("data-trouble"), "failed");
  assert.match(desk.element.textContent, /^The server did not answer\. .* This page keeps asking\.$/);
  await inLanguage("zh");
  assert.equal(trouble().missed("jobs", busy(5), 3), 5);
});
