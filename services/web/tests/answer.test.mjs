// An answer beside its peers, the threshold as people, and an explanation that sums to what is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const {
  answerInWords, apportioned, inOneSentence, points, summed, limitsInWords, peopleInWords, peersOf, inPercent, ofHundredPeople, tenthsOf,
} = await page(
  "predict/contributions", "predict/meaning", "predict/peers", "predict/wording",
);

const missing = { allowed: false, averaged: false, label: null, values: [] };
const fields = [
  { name: "Sex", type: "category", label: "Sex", unit: null, choices: [{ value: "F", label: "Female" }, { value: "M", label: "Male" }], missing },
  { name: "BMI", type: "number", label: "Body mass index", unit: "kg/m²", choices: null, missing },
  { name: "Insulin", type: "number", label: "Insulin", unit: "µU/mL", choices: null, missing: { ...missing, allowed: true, label: "Not measured" } },
  { name: "Stroke", type: "boolean", label: "A stroke", unit: null, choices: null, missing },
];
const inputs = { Sex: "M", BMI: 27.4, Insulin: null, Stroke: false };

test("each row has what somebody has answered", () => {
  assert.deepEqual(fields.map((field) => answerInWords(field, inputs[field.name])), ["Male", "27.4 kg/m²", "not measured", "No"]);
});

test("average and rows sum to the number that is shown", () => {
  for (const probability of [0.1446, 0.14499, 0.145, 0.005, 0.9951, 0.3]) {
    const contributions = { Sex: 4.04, BMI: -1.37, Insulin: 0.16, Stroke: 100 * probability - 8.51 - 4.04 + 1.37 - 0.16 };
    const { baseline, rows, total } = summed({ fields }, inputs, { unit: "points of 100", baseline: 8.51, contributions }, probability);
    assert.equal(total, tenthsOf(probability));
    assert.equal(baseline + rows.reduce((sum, { tenths }) => sum + tenths, 0), total);
    for (const { points: exact, tenths } of rows) assert.ok(Math.abs(exact * 10 - tenths) <= 1.01, `${exact} is told as ${tenths / 10}`);
    assert.equal(`${points(total)} %`, inPercent(probability));
  }
});

test("what the least important fields add is one row, and is counted", () => {
  const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`f${index}`, (index + 1) / 10]));
  const all = Object.values(many).reduce((sum, each) => sum + each, 0);
  const { rows, total } = summed({ fields: [] }, {}, { baseline: 10, contributions: many }, (10 + all) / 100);
  assert.equal(rows.length, 9);
  assert.equal(rows[8].label, "Everything else");
  assert.equal(total, tenthsOf((10 + all) / 100));
});

test("an explanation of another version keeps to its own sum", () => {
  assert.deepEqual(apportioned([8.51, 4.04, -1.37], 400), [85, 40, -14]);
});

test("no percentage reads as another whole number than the sentence", () => {
  for (let step = 1; step < 20_000; step += 1) {
    const probability = step / 20_000;
    const { affected, partly, n } = ofHundredPeople(probability);
    if (partly) continue;
    assert.equal(Math.round(Number.parseFloat(inPercent(probability))), affected, `${probability}: ${inPercent(probability)} beside ${n}`);
    assert.ok(Math.abs(Number.parseFloat(inPercent(probability)) - probability * 100) < 0.1);
  }
  assert.deepEqual([0.1446, 0.1451, 0.0096, 0.0003, 0.9904, 0.9999].map(inPercent), ["14.4 %", "14.5 %", "0.9 %", "< 0.1 %", "99.1 %", "> 99.9 %"]);
});

test("the explanation in one sentence", () => {
  const sum = summed({ fields }, inputs, { baseline: 8.5, contributions: { Sex: 4, BMI: 2.5, Insulin: 0.2, Stroke: -0.7 } }, 0.145);
  assert.equal(inOneSentence(sum), "The model says 14.5 of 100 instead of 8.5, its average: Sex (Male) raises it most, and A stroke (No) lowers it most.");
  assert.equal(inOneSentence({ baseline: 85, rows: [], total: 85 }), "The model says 8.5 of 100, as on average.");
});

test("peers are found by what somebody has answered", () => {
  const level = (field, changes) => ({ field, value: null, low: null, high: null, ...changes });
  const group = (n, ...levels) => ({ n, events: 10, sentence: "", levels });
  const groups = [
    group(1, level("Sex", { value: "M" }), level("Age", { low: 21, high: 30 })), group(2, level("Sex", { value: "M" }), level("Age", { low: 30 })),
    group(3, level("Sex", { value: "F" }), level("Age", { low: 30 })), group(4, level("Smokes", { value: false })),
  ];
  const found = (given) => peersOf(groups, given)?.n ?? null;
  assert.deepEqual([{ Sex: "M", Age: 29 }, { Sex: "M", Age: 30 }, { Sex: "F", Age: 80 }].map(found), [1, 2, 3]);
  // Nobody is put where he may not be.
  assert.deepEqual([{ Sex: "F", Age: 25 }, { Sex: null, Age: 40 }, { Sex: "M", Age: null }, {}].map(found), [null, null, null, null]);
  assert.deepEqual([{ Smokes: false }, { Smokes: null }].map(found), [4, null]);
});

test("the threshold is told as people, and what neither side of it says", () => {
  const people = { found: 7, missed: 2, alarms: 21, left: 70 };
  assert.equal(peopleInWords(people), "28 were pointed out: 7 who had it, 21 who had not. 2 more who had it were missed.");
  assert.deepEqual(limitsInWords(people), [
    "It does not say that somebody is ill: of these 28 people 21 did not have it.",
    "To be below the line is no promise: of the 72 people there 2 had it all the same.",
  ]);
  assert.equal(peopleInWords({ found: 1, missed: 1, alarms: 0, left: 98 }), "1 was pointed out: 1 who had it, 0 who had not. 1 more who had it was missed.");
  assert.match(peopleInWords({ found: 0, missed: 0, alarms: 0, left: 100 }), /^Hardly anybody was pointed out\./);
});

test("the same people in German, with one and with several", async () => {
  await inLanguage("de");
  assert.equal(peopleInWords({ found: 7, missed: 2, alarms: 21, left: 70 }), "28 wurden als auffällig eingestuft, davon waren 7 betroffen und 21 nicht. 2 weitere betroffene Menschen wurden übersehen.");
  assert.equal(peopleInWords({ found: 1, missed: 1, alarms: 0, left: 98 }), "1 wurde als auffällig eingestuft, davon war 1 betroffen und 0 nicht. 1 weiterer betroffener Mensch wurde übersehen.");
  assert.equal(inOneSentence({ baseline: 85, rows: [], total: 145 }), "Das Modell sagt 14,5 von 100 (im Durchschnitt 8,5).");
  await inLanguage("en");
});

test("a language other than English has its own way around declared words", async () => {
  const { say: answer } = await page("words/answer");
  const { say: first } = await page("words/app");
  const { say: question } = await page("words/predict");
  const plain = (pieces) => pieces.map((piece) => piece.strong ?? piece).join("");
  const bounds = { low: "20", high: "150", unit: "" };
  await inLanguage("de");
  assert.equal(first.restsOn("768", "Frauen in der Studie"), "Grundlage: 768 Frauen in der Studie");
  assert.equal(answer.answerToSee("Frauen in der Studie"), "Beantworten Sie die Fragen. Dann sehen Sie, wie viele Betroffene auf 100 Frauen in der Studie kommen.");
  assert.equal(plain(answer.observed("Befragte", "14 bis 16")), "Für Befragte mit einer ähnlichen Zahl gilt: 14 bis 16 von 100 waren betroffen.");
  assert.match(plain(answer.disagrees(true, "Befragte", "14 bis 16", "20")), /Für Befragte mit einer ähnlichen Zahl gilt: 14 bis 16 von 100 waren betroffen, nicht 20\./);
  assert.equal(answer.ofHundred("Befragte", "28 wurden übersehen."), "Auf je 100 Befragte: 28 wurden übersehen.");
  // "20 bis 150. 0 zählt" reads as ordinal numbers.
  assert.equal(`${question.mayBe(bounds)} ${question.countsAs(["0"], "Nicht gemessen")}`, "Zwischen 20 und 150. Der Wert 0 zählt als „Nicht gemessen“.");
  assert.deepEqual([question.mayBe({ ...bounds, high: null }), question.mayBe({ ...bounds, low: null, high: null })], ["Mindestens 20.", ""]);
  await inLanguage("zh");
  assert.equal(first.restsOn("768", "参加研究的女性"), "依据 768 名参加研究的女性的数据");
  const sex = { label: "性别", answer: "男", points: 4, tenths: 40 };
  assert.equal(inOneSentence({ baseline: 85, rows: [sex], total: 125 }), "模型给出 100 人中 12.5 人，而平均值为 8.5 人：性别（男）使其升高最多。");
  await inLanguage("en");
  assert.equal(`${question.mayBe(bounds)} ${question.countsAs(["0", "9"], "Not measured")}`, "Between 20 and 150. A value of 0 or 9 counts as “Not measured”.");
});
