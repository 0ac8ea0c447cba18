// The operator's desk in other languages: how many of something, who did what, and what the server alone says.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { alwaysInWords, by, chainsInWords, done, failed, faultInWords, inOneLine, left, learnedFrom, place, planInWords, Problem, reasonsTogether, Unreachable } = await page(
  "net/api", "operations/audit-words", "operations/collection-words", "operations/earlier", "operations/failure", "operations/history-words", "operations/set-names",
);

/** As much of an element as says what it is marked as: { text, lang }. */
class Element {
  text = "";
  setAttribute(name, value) {
    this[name] = value;
  }
  append(text) {
    this.text += text;
  }
}
globalThis.Node = Element;
globalThis.document = { createElement: () => new Element(), documentElement: {} };

afterEach(() => inLanguage("en"));

/** What is said in each language. */
async function inEach(say) {
  const said = {};
  for (const language of ["en", "de", "zh"]) {
    await inLanguage(language);
    said[language] = say();
  }
  return said;
}

const plan = (changes) => ({ policy: { newest: 20, promotions: 10, days: 90 }, going: 74, staying: 1300, bytes: 5_900_000, ...changes });
const NAMES = new Map([["a", "ward 3.csv"]]);

test("how many there are is said as in the language", async () => {
  assert.deepEqual(await inEach(() => planInWords(plan())), {
    en: "74 of 1,374 versions would go and leave 5.6 MB free; 1,300 stay.",
    de: "74 von 1.374 Versionen würden entfernt; 5,6 MB würden frei. 1.300 bleiben.",
    zh: "1,374 个版本中将删除 74 个，释放 5.6 MB；保留 1,300 个。",
  });
  assert.deepEqual(await inEach(() => learnedFrom(["initial", "a", "b", "c"], NAMES)), {
    en: "the initial rows, ward 3.csv and 2 others",
    de: "den ursprünglichen Zeilen, ward 3.csv und 2 weiteren",
    zh: "初始数据、ward 3.csv和另外 2 个",
  });
  assert.deepEqual(await inEach(() => place(20, 20, 1312)), { en: "21 to 40 of 1,312 entries", de: "21 bis 40 von 1.312 Einträgen", zh: "第 21 至 40 条，共 1,312 条" });
  await inLanguage("de");
  assert.match(alwaysInWords(plan({ policy: { newest: 1, promotions: 1, days: 1 } })), /die zuvor eingesetzte, was am letzten Tag eingesetzt war/);
});

test("who did what is said as in the language", async () => {
  const entry = { who: "operator", role: "operator", key: null };
  assert.deepEqual(await inEach(() => [by(entry), by({ who: "Zoë", role: "auditor", key: "0123456789ab" }), done("revoke key"), done("something new")]), {
    en: ["the operator", "Zoë, auditor", "Revoke key", "Something new"],
    de: ["Betreiberschlüssel", "Zoë, Revision", "Schlüssel widerrufen", "Something new"],
    zh: ["管理员", "Zoë，审计员", "撤销密钥", "Something new"],
  });
  assert.deepEqual(await inEach(() => inOneLine({ event: "promoted", reason: "", reasons: ["log loss 0.4 is below 0.6"], facts: null })), {
    en: "Passed the gate", de: "Freigabeprüfung bestanden", zh: "已通过准入检查",
  });
  const running = { started_at: "2026-11-29T07:00:00Z", ended_at: null };
  assert.deepEqual(await inEach(() => left(running, 120, Date.parse("2026-11-29T07:00:50Z"))), { en: "about 1 min left", de: "noch etwa 1 Min.", zh: "约剩 1 分钟" });
});

test("why a version became what it is stands in a line in the page's words, where it knows them", async () => {
  const asked = "this training was asked for without promoting what it makes";
  const line = (...reasons) => inEach(() => inOneLine({ event: "kept as candidate", reason: "", reasons, facts: null }));
  assert.deepEqual(await line(asked, "the moon is full"), {
    en: "This training was asked for without promoting what it makes (+1)",
    de: "Dieses Training wurde angefordert, ohne sein Ergebnis einzusetzen (+1)",
    zh: (await line(asked)).zh + " (+1)",
  });
  assert.deepEqual({ ...(await line("the moon is full: 1.2")).de }, { text: "The moon is full", lang: "en" });
});

test("what may be wrong with a log is said in the page's words, anything else in the server's", async () => {
  const told = (fault) => inEach(() => faultInWords(fault));
  assert.deepEqual(await told("line 3 was changed"), { en: "line 3 was changed", de: "Zeile 3 wurde geändert", zh: "第 3 行被改动" });
  const faults = [
    "line 4 cannot be read", "line 7 does not follow what is before it: a line was changed, taken out, put in or moved there", "and 12 lines more",
    "the entry whose hash was kept elsewhere is not there: entries were taken from the end, or all was written anew",
    "no line tells that 20261129T070000Z-00000001 became champion: lines are missing at the end, or champion.json was changed",
  ];
  for (const fault of faults) {
    const { en, de, zh } = await told(fault);
    assert.equal(en, fault);
    assert.match(de, /^\p{L}.* /u);
    assert.match(zh, /\p{Script=Han}/u);
  }
  const { en, de } = await told("the disk is upside down");
  assert.equal(en, "the disk is upside down");
  assert.deepEqual({ ...de }, { text: "the disk is upside down", lang: "en" });
  await inLanguage("de");
  const chain = (of, faults) => ({ of, entries: 12, unchained: 0, head: null, faults });
  assert.deepEqual(chainsInWords([chain("audit", ["line 3 was changed"])]).more, [["Das Protokoll: ", "Zeile 3 wurde geändert", "."]]);
});

test("why a version stays is said in the page's words, or marked as English", async () => {
  const known = ["it is the champion", "it is one of the newest"];
  assert.deepEqual(await inEach(() => reasonsTogether(known)), {
    en: "It is the champion; it is one of the newest", de: "Sie ist eingesetzt; sie ist eine der neuesten", zh: "它是现役版本；它属于最新的几个版本",
  });
  const { de } = await inEach(() => reasonsTogether([...known, "somebody likes it"]));
  assert.equal(de.lang, "en");
});

test("an operator reads what the server says of a failure, also where the page has words of its own", async () => {
  const full = new Problem(503, "Unavailable", { detail: "The audit log cannot be written (no space left), so nothing was done" });
  assert.deepEqual(await inEach(() => failed(full)).then(({ en, de }) => [en, de[0], { ...de[2] }]), [
    full.detail, "Der Server ist gerade nicht bereit. Versuchen Sie es gleich noch einmal.", { text: full.detail, lang: "en" },
  ]);
  await inLanguage("de");
  assert.equal(failed(new Unreachable()), "Der Server hat nicht geantwortet. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.");
  assert.equal(failed(new Problem(404, "Not found", { detail: "There is no such version" })), "Das gibt es nicht oder nicht mehr.");
});
