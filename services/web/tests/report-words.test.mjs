// A report in another language: what the server has said in English, what the gate's checks have found, what fields are called.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inLanguage, page } from "./page.mjs";

const { saidHere, saidOrEnglish, checkSaid, pairs, inWords, calibrationName, percent, shortPercent } = await page("words/said", "status/said", "status/labels", "report/words", "words/numbers");

after(() => inLanguage("en"));

const LANGUAGES = ["de", "zh"];

/** What the trainer writes, as it stands in its modules. */
const SAID = [
  "On held-out rows that no training has seen.",
  "Mean of 10 x 5 cross-validation of the chosen recipe. The choice itself was not nested in this quick training.",
  "On rows that were sent to judge this version. Nothing has learned from them, and they are deleted: this report is all that is kept.",
  "Too few people had it to hold rows out. Every version is measured on the rows of the first data set in 10 x 5 folds that never change, by models that have not seen the fold.",
  "Out-of-fold: each row was predicted by a model fitted on the other folds, and calibrated. Every candidate stands at the threshold that the policy gives it.",
  "the best version ever promoted", "it was trained with other fields", "this is the first comparison on this anchor",
  "this training was asked for without promoting what it makes", "the declaration says promote: by_hand, so a person decides",
  "too few people of either label came after", "the training did not tell it", "no further apart than chance explains",
  "risks are too high here", "fewer people have it here than is told",
];

test("the trainer still writes the sentences that the page says in other languages", async () => {
  const trainer = fileURLToPath(new URL("../../trainer/bellwether_trainer", import.meta.url));
  const written = globSync("**/*.py", { cwd: trainer }).map((file) => readFileSync(join(trainer, file), "utf8")).join("\n").replace(/"\s*\n\s*f?"/g, "");
  for (const sentence of SAID) assert.ok(written.includes(sentence), sentence);
  for (const language of LANGUAGES) {
    await inLanguage(language);
    for (const sentence of SAID) assert.ok(saidHere(sentence), `${language}: ${sentence}`);
  }
});

test("a sentence is said with its figures as the language writes them, and with what it quotes", async () => {
  const why = "XGBoost has the smallest log loss, 0.2301; Logistic Regression is simpler and only 0.0003 behind (AUROC 0.0012 lower), within one standard error of the paired difference, 0.0004.";
  await inLanguage("de");
  assert.equal(saidHere(why), "XGBoost hat den kleinsten Log-Loss, 0,2301; Logistische Regression ist einfacher und liegt nur 0,0003 zurück (AUROC um 0,0012 niedriger), innerhalb von einem Standardfehler der gepaarten Differenz, 0,0004.");
  assert.deepEqual(["12 to 15.5", "below 1,200", "No", "18 to 24 years", "fewer than 5 people with the outcome"].map(saidOrEnglish), ["12 bis 15,5", "unter 1.200", "Nein", "18 to 24 years", "fewer than 5 people with the outcome"]);
  assert.match(saidHere("fewer than 5 people with the outcome and 12,000 without are few: 100 of either are advised. The intervals say how little is known."), /^weniger als 5 Personen .* 12\.000 /);
  await inLanguage("zh");
  assert.match(saidHere(why), /^XGBoost的对数损失最小，为 0\.2301；逻辑回归更简单/);
  assert.deepEqual([saidOrEnglish("50 and over"), calibrationName("none"), percent(0.25), shortPercent(0.025)], ["50 及以上", "未重新校准", "25.0%", "2.5%"]);
});

test("what the page does not know stays the server's, and in English everything does", async () => {
  await inLanguage("de");
  assert.equal(saidHere("a sentence of tomorrow"), null);
  await inLanguage("en");
  assert.equal(saidHere(SAID[0]), null);
  assert.equal(saidOrEnglish("-0.5 to 2"), "-0.5 to 2");
});

test("a check of the gate is told from its figures", async () => {
  const check = { name: "auroc", against: "the champion", value: 0.0031, low: null, high: 0.002, passed: false, found: "too little", words: "AUROC is worse by 0.0031", interval: [0.001, 0.005], shown_below: null, shown_above: 0.004 };
  await inLanguage("en");
  assert.equal(checkSaid(check), null);
  await inLanguage("de");
  assert.equal(checkSaid(check), "Die AUROC ist um 0,0031 schlechter (die eingesetzte Version); nach diesen Zeilen +0,0010 bis +0,0050 schlechter; toleriert wird bis 0,0020 schlechter; diese Zeilen sagen zu wenig, um zu entscheiden; gezeigt hätten sie einen um 0,0040 schlechteren Wert");
  assert.match(checkSaid({ ...check, name: "slope", value: 0.9, low: 0.95, high: 1.05, found: "failed" }), /0,900.*hohe Risiken werden zu hoch/);
  assert.equal(checkSaid({ ...check, name: "of tomorrow" }), null);
  await inLanguage("zh");
  assert.match(checkSaid(check), /^AUROC 比现役版本差 0\.0031；/);
});

test("fields and answers are called as the declaration is translated; what was called otherwise keeps its name", async () => {
  const field = (label, unit, choices, missing) => ({ name: "Smoking", label, unit, choices: choices.map((each) => ({ value: each, label: each })), missing: { label: missing } });
  const labels = pairs([field("Smoking", "packs", ["Never", "Daily"], "Don't know")], [field("Rauchen", "Packungen", ["Nie", "Täglich"], "Weiß nicht")]);
  const bin = (label) => ({ label, low: null, high: null, positive: 5, negative: 9 });
  const report = {
    data: { fields: [{ name: "Smoking", label: "Smoking", unit: "packs", bins: ["Never", "Often", "Don't know"].map(bin) }, { name: "Age", label: "Age", unit: null, bins: [] }] },
    subgroups: { groups: [{ field: "Smoking", label: "Smoking", group: "Daily" }] },
    evaluation: { reference: { label: "Smoking and Age alone" } }, baselines: { reference: null },
    questions: [{ field: "Smoking", label: "Smoking" }],
    gate: { reasons: ["the first"], checks: [{ words: "of the events in Smoking: Daily, 2.0 points of 100 fewer are found" }] },
  };
  await inLanguage("de");
  const said = inWords(report, labels);
  assert.deepEqual(said.data.fields.map(({ label, unit }) => [label, unit]), [["Rauchen", "Packungen"], ["Age", null]]);
  assert.deepEqual(said.data.fields[0].bins.map(({ label }) => label), ["Nie", "Often", "Weiß nicht"]);
  assert.deepEqual([said.subgroups.groups[0].group, said.evaluation.reference.label, said.questions[0].label], ["Täglich", "Nur Rauchen und Age", "Rauchen"]);
  assert.deepEqual([said.gate.reasons, said.gate.checks[0].words], [["the first"], "of the events in Rauchen: Täglich, 2.0 points of 100 fewer are found"]);
  // The server may have put the fields in the language already.
  const half = { ...report, data: { fields: report.data.fields.map((each) => ({ ...each, label: each.name === "Smoking" ? "Rauchen" : each.label })) } };
  assert.equal(inWords(half, labels).evaluation.reference.label, "Nur Rauchen und Age");
  assert.equal(inWords(report, new Map()), report);
});
