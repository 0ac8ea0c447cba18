// The result follows the answers: when it is asked for again, and with what it is compared.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { changed, changeInWords, changeSpoken, trail, follower, PAUSE_MS } = await page("predict/change", "predict/follow");

function following(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  const turn = follower((signal, loud) => asked.push({ signal, loud }));
  return { asked, turn, pass: (ms) => t.mock.timers.tick(ms) };
}

test("it is asked once, 400 ms after the last key", (t) => {
  const { asked, turn, pass } = following(t);
  for (let key = 0; key < 5; key += 1) {
    turn.edited();
    pass(PAUSE_MS - 1);
    assert.equal(turn.due(), true);
  }
  assert.deepEqual(asked, []);
  pass(1);
  assert.deepEqual(asked.map(({ loud }) => loud), [false]);
  assert.equal(turn.due(), false);
  pass(10 * PAUSE_MS);
  assert.equal(asked.length, 1);
});

test("newer answers supersede what is still under way", (t) => {
  const { asked, turn, pass } = following(t);
  turn.now(true);
  turn.edited();
  assert.equal(asked[0].signal.aborted, false);
  pass(PAUSE_MS);
  assert.deepEqual(asked.map(({ signal }) => signal.aborted), [true, false]);
});

test("who presses the button does not wait, and is not asked about again", (t) => {
  const { asked, turn, pass } = following(t);
  turn.edited();
  turn.now(true);
  pass(10 * PAUSE_MS);
  assert.deepEqual(asked.map(({ loud }) => loud), [true]);
});

test("who leaves the page neither waits nor asks", (t) => {
  const { asked, turn, pass } = following(t);
  turn.now();
  turn.edited();
  turn.stop();
  pass(10 * PAUSE_MS);
  assert.equal(asked.length, 1);
  assert.equal(asked[0].signal.aborted, true);
});

const LABELS = { cancer: "Skin cancer", age: "Age", sleep: "Hours of sleep" };
const label = (name) => LABELS[name];
const result = (n, inputs) => ({ n, inputs, typed: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)])) });
const words = (change) => changeInWords(change, label).map((piece) => (typeof piece === "string" ? piece : piece.figure ?? `*${piece.question}*`)).join("");

/** What is told after each of these results. */
function told(...results) {
  const all = trail();
  return results.map((each) => all.add(each)).map((change) => change && words(change));
}

test("a first result is compared with nothing", () => {
  assert.deepEqual(told(result("14", { cancer: false })), [null]);
});

test("a change is told with the question that was changed", () => {
  assert.deepEqual(told(result("14", { cancer: false, age: 50 }), result("16", { cancer: true, age: 50 }), result("30", { cancer: true, age: 80 })),
    [null, "14 → 16 since you changed *Skin cancer*", "16 → 30 since you changed *Age*"]);
});

test("who is still at a question is told what it was before it", () => {
  assert.deepEqual(told(result("14", { age: 50 }), result("2", { age: 6 }), result("18", { age: 60 }), result("14", { age: 50 })),
    [null, "14 → 2 since you changed *Age*", "14 → 18 since you changed *Age*", null]);
});

test("several changes at once are told together", () => {
  assert.deepEqual(told(result("14", { cancer: false, age: 50, sleep: 7 }), result("16", { cancer: true, age: 51, sleep: 7 }), result("17", { cancer: false, age: 50, sleep: 8 })),
    [null, "14 → 16 since you changed *Skin cancer* and *Age*", "16 → 17 since you changed *Skin cancer* and 2 other answers"]);
});

test("a figure that stays, that goes and that comes again", () => {
  assert.deepEqual(told(result("14", { age: 50 }), result("14", { age: 51 }), result(null, { age: 110 })),
    [null, "Still 14 since you changed *Age*", "No number is given since you changed *Age*"]);
  assert.deepEqual(told(result(null, { age: 110 }), result("14", { age: 51 }), result("fewer than 1", { age: 2 })),
    [null, "A number again: 14 since you changed *Age*", "A number again: fewer than 1 since you changed *Age*"]);
});

test("undo leads back, and redo there again", () => {
  const all = trail();
  const [before, after] = [result("14", { cancer: false }), result("16", { cancer: true })];
  all.add(before);
  const change = all.add(after);
  assert.deepEqual(change.other, before.typed);
  all.undo();
  const back = all.add(before);
  assert.equal(words(back), "Back to 14: *Skin cancer* is as it was.");
  assert.equal(back.undone, true);
  assert.deepEqual(back.other, after.typed);
  assert.equal(words(all.add(after)), "14 → 16 since you changed *Skin cancer*");
});

test("after another change there is nothing to redo", () => {
  const all = trail();
  all.add(result("14", { cancer: false, age: 50 }));
  all.add(result("16", { cancer: true, age: 50 }));
  all.undo();
  all.add(result("14", { cancer: false, age: 50 }));
  assert.equal(words(all.add(result("15", { cancer: false, age: 51 }))), "14 → 15 since you changed *Age*");
  assert.equal(all.add(result("14", { cancer: false, age: 50 })), null);
});

test("the ear is told in a sentence", () => {
  const change = { before: "14", after: "16", fields: ["cancer"], undone: false, other: {} };
  assert.equal(changeSpoken(change, label), "Now 16 of 100, before 14, since you changed Skin cancer.");
  assert.equal(changeSpoken({ ...change, after: "14" }, label), "Still 14 since you changed Skin cancer.");
  assert.equal(changeSpoken({ ...change, undone: true }, label), "Back to 16: Skin cancer is as it was.");
});

test("not knowing is an answer of its own", () => {
  assert.deepEqual(changed({ age: null, sleep: 7 }, { age: 50, sleep: 7 }), ["age"]);
});

test("a change is told in the order of the language", async () => {
  const change = { before: "14", after: "16", fields: ["cancer", "age"], undone: false, other: {} };
  await inLanguage("de");
  assert.equal(words(change), "14 → 16, nachdem Sie geändert haben: *Skin cancer* und *Age*");
  assert.equal(changeSpoken({ ...change, undone: true }, label), "Wieder 16: Skin cancer und Age sind wie zuvor.");
  await inLanguage("zh");
  assert.equal(words(change), "更改“*Skin cancer*”和“*Age*”后：14 → 16");
  assert.equal(changeSpoken(change, label), "更改“Skin cancer”和“Age”后，现在为 100 人中 16 人，之前为 14 人。");
  await inLanguage("en");
});
