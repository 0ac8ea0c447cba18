// What a training has published stands in the log with its reasons: in the page's words where they have codes.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { pretended } from "./elements.mjs";
import { inLanguage, page } from "./page.mjs";

pretended();
const { why } = await page("operations/audit");

const entry = {
  at: "2026-11-29T07:00:00Z", who: `training ${"0".repeat(32)}`, role: "trainer", key: null, action: "publish: kept as candidate", predictor: "gout",
  subject: "20261129T070000Z-00000001", before: null, after: null, request: null, reason: "declared so; and who knows why",
};
const coded = { reasons: ["declared so", "and who knows why"], reason_codes: [{ name: "by_hand", values: {} }, null] };
const text = (element) => (typeof element === "string" ? element : [...element.children].map(text).join("|"));

afterEach(() => inLanguage("en"));

test("a reason with a code is told in the language of the page, one without as the English that it is", async () => {
  assert.match(text(why({ ...entry, ...coded })), /^Declared so/);
  await inLanguage("de");
  const told = text(why({ ...entry, ...coded }));
  assert.match(told, /Die Deklaration sagt promote: by_hand/);
  assert.match(told, /who knows why/);
  // From before there were codes.
  assert.match(text(why(entry)), /Declared so/);
  assert.equal(why({ ...entry, role: "operator" }), entry.reason);
});
