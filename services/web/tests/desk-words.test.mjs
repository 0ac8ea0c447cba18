// The operator's desk in other languages: how many of something, who did what, and what the server alone says.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { pretended } from "./elements.mjs";
import { inLanguage, page } from "./page.mjs";

const { alwaysInWords, by, chainsInWords, done, failed, faultInWords, inOneLine, left, learnedFrom, place, planInWords, Problem, reasonsSaid, reasonsTogether, saidByCode, Unreachable } = await page(
  "net/api", "operations/audit-words", "operations/collection-words", "operations/earlier", "operations/failure", "operations/history-words", "operations/set-names", "status/said",
);

pretended();
/** What it says, and the language that it is marked as. */
const marked = ({ textContent, lang }) => ({ text: textContent, lang });

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
  assert.deepEqual(marked((await line("the moon is full: 1.2")).de), { text: "The moon is full", lang: "en" });
});

/** As the API hands on a check of the gate, and a rule. */
const WORSE = {
  name: "log_loss", values: { against: "the champion", value: 0.0123, low: null, high: 0.001, found: "failed", interval_low: 0.01, interval_high: 0.0146, shown_below: null, shown_above: 0.002, holds_back: true },
};
const BETTER = { name: "if_better", values: { worse: 0.0021 } };

test("a reason with a code is said from its values, in a list and in a line of the history", async () => {
  const reasons = ["log loss is worse by 0.0123 than that of the champion; 0.0010 worse is tolerated", "the declaration says so"];
  const line = (codes) => inEach(() => inOneLine({ event: "rejected", reason: "", reasons, reason_codes: codes, facts: null }));
  assert.deepEqual(await line([WORSE, BETTER]), {
    en: "Log loss is worse by 0.0123 than that of the champion (+1)",
    de: "Der Log-Loss ist um 0,0123 schlechter (die eingesetzte Version) (+1)",
    zh: "对数损失比现役版本差 0.0123 (+1)",
  });
  // Of a version from before there were codes the English stays, marked.
  const { de: english } = await line(null);
  assert.deepEqual([english.textContent, english.lang], ["Log loss is worse by 0.0123 than that of the champion (+1)", "en"]);
  const { de, zh } = await inEach(() => reasonsSaid(reasons, [], [WORSE, BETTER]));
  assert.match(de[0], /; toleriert wird bis 0,0010 schlechter; gezeigt hätten sie einen um 0,0020 schlechteren Wert\.$/);
  assert.equal(de[1], "Die Deklaration sagt promote: if_better, und sie kann im Log-Loss bis zu 0,0021 schlechter sein als die eingesetzte Version (95-%-Grenze).");
  assert.match(zh[1], /0\.0021（95% 界限）。$/);
});

test("faults of rows and errors of jobs are said by their code, and else in English that is marked so", async () => {
  const between = { name: "number_between", values: { low: 0, high: 1500, unit: "mg/dL", whole: false, advice: "two_numbers" } };
  assert.deepEqual(await inEach(() => saidByCode("must be a number between 0 and 1500 mg/dL", between)).then(({ de, zh }) => [de, zh]), [
    "muss eine Zahl von 0 bis 1500 mg/dL sein; kann zwei Zahlen meinen: mit Punkt und ohne Zeichen zwischen den Tausendern schreiben, oder das Feld mit decimal deklarieren",
    "应为 0 至 1500 mg/dL 之间的数字；它可能表示两个不同的数：请用小数点，千位之间不加任何符号，或为该字段声明 decimal",
  ]);
  const { de } = await inEach(() => saidByCode("a signature does not hold", { name: "of_tomorrow", values: {} }));
  assert.deepEqual([de.textContent, de.lang], ["a signature does not hold", "en"]);
  await inLanguage("de");
  assert.match(saidByCode("x", { name: "killed", values: { cause: "signal 9", stage: "fit", peak: 8123.4 } }), /signal 9 im Schritt fit \(höchstens 8\.123 MiB Speicher\)/);
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
  assert.deepEqual(marked(de), { text: "the disk is upside down", lang: "en" });
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
  assert.deepEqual(await inEach(() => failed(full)).then(({ en, de }) => [en, de[0], marked(de[2])]), [
    full.detail, "Der Server ist gerade nicht bereit. Versuchen Sie es gleich noch einmal.", { text: full.detail, lang: "en" },
  ]);
  await inLanguage("de");
  assert.equal(failed(new Unreachable()), "Der Server hat nicht geantwortet. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.");
  assert.equal(failed(new Problem(404, "Not found", { detail: "There is no such version" })), "Das gibt es nicht oder nicht mehr.");
});
