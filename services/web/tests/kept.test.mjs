// What somebody has typed is kept for the tab, also where the browser keeps nothing, and is forgotten when it shall be.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const answers = { typed: { age: "57", sleep: "1,200", cancer: null, smoking: "" }, example: {}, asked: true };
let stored;

/** The module as after a reload of the page: session storage stays, memory does not. */
const loaded = () => import(`../src/net/kept.ts?${Math.random()}`);

beforeEach(() => {
  stored = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
});

test("a reload loses nothing, not even what is wrong", async () => {
  (await loaded()).keep("one", answers);
  const { kept } = await loaded();
  assert.deepEqual(kept("one"), answers);
  assert.equal(kept("other"), null);
});

test("what is forgotten is nowhere any more", async () => {
  const { forget, keep, kept } = await loaded();
  keep("one", answers);
  forget("one");
  assert.equal(kept("one"), null);
  assert.equal(stored.size, 0);
});

test("where the browser keeps nothing, another page loses nothing all the same", async () => {
  const refuse = () => {
    throw new Error("storage is switched off");
  };
  globalThis.sessionStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const { forget, keep, kept } = await loaded();
  keep("one", answers);
  assert.deepEqual(kept("one"), answers);
  forget("one");
  assert.equal(kept("one"), null);
});
