// What an answer might have been, what a person takes along as text, and a link as a stranger's text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inLanguage, page } from "./page.mjs";

const { alternatives, asText, fragmentOf, readFragment, records, saidOf, say, take } = await page(
  "predict/alternatives", "predict/as-text", "predict/link", "predict/take-along", "words/along",
);
await inLanguage("en");

const missing = { allowed: false, averaged: false, label: null, values: [] };
const blank = {
  unit: null, other_units: [], help: null, minimum: null, maximum: null, below: null, above: null, step: null, refusals: [],
  choices: null, ordered: false, changeable: true, missing,
};
const number = (name, minimum, maximum, example, changes = {}) => ({ ...blank, name, label: name, type: "number", minimum, maximum, example, ...changes });
const BMI = number("BMI", 10, 100, 27.4, { label: "Body mass index", unit: "kg/m²", step: 0.1, missing: { ...missing, allowed: true } });
const SLEEP = number("Sleep", 1, 24, 7, { unit: "hours", step: 0.5 });
const GLUCOSE = number("Glucose", 20, 1000, 120, { unit: "mg/dL", other_units: [{ unit: "mmol/L", factor: 18.0156, offset: 0 }], changeable: false });
const SMOKES = { ...blank, name: "Smokes", label: "Smoking", type: "boolean", example: true };
const MOOD = {
  ...blank, name: "Mood", label: "Mood", type: "category", ordered: true, example: "d",
  choices: ["a", "b", "c", "d", "e", "f"].map((value) => ({ value, label: `Mood ${value}` })),
};
const WHOM = { ...blank, name: "?population", label: "Are you one of them?", type: "category", changeable: false, example: null, choices: [{ value: "yes", label: "Yes" }, { value: "no", label: "No" }] };

const others = (field, own) => alternatives([field], { [field.name]: own }).map(({ value }) => value);

test("a number has two round steps on either side, within what is declared", () => {
  assert.deepEqual(others(BMI, 27.4), [20, 25, 30, 35]);
  assert.deepEqual(others(BMI, 29.9), [20, 25, 35, 40]);
  assert.deepEqual(others(BMI, 11), [15, 20]);
  assert.deepEqual(others(SLEEP, 7), [5, 6, 8, 9]);
  assert.deepEqual(others(number("Score", 0, 3, 0.4), 0.4), [0, 0.2, 0.6, 0.8]);
  assert.deepEqual(others(number("Visits", 0, 10, 2, { type: "integer" }), 0), [1, 2]);
});

test("a value that means unknown is no step", () => {
  assert.deepEqual(others(number("Score", 0, 3, 0.4, { missing: { ...missing, allowed: true, values: [0] } }), 0.4), [0.2, 0.6, 0.8]);
});

test("of what is not known, steps around the example are offered", () => {
  assert.deepEqual(others(BMI, null), [20, 25, 30, 35]);
  assert.deepEqual(others(SMOKES, null), [true, false]);
});

test("other choices are offered, the nearest where there are many in an order", () => {
  assert.deepEqual(others(SMOKES, true), [false]);
  assert.deepEqual(others(MOOD, "d"), ["b", "c", "e", "f"]);
  assert.deepEqual(others({ ...MOOD, ordered: false }, "d"), ["a", "b", "c", "e", "f"]);
});

test("what is not declared changeable is not offered", () => {
  assert.deepEqual(others(GLUCOSE, 120), []);
  // Of a version from before, no field is.
  assert.deepEqual(others({ ...SMOKES, changeable: undefined }, true), []);
});

test("a person's own answers come first, and each other record differs in one", () => {
  const inputs = { Smokes: true, Sleep: 7 };
  assert.deepEqual(records(inputs, alternatives([SMOKES], inputs)), [inputs, { Smokes: false, Sleep: 7 }]);
});

const wording = {
  people: "people in the survey", result: "Of 100 people like this, about {n} had it.", complement: "About {m} had not.",
  positive: "At or above the line", negative: "Below the line.", next_step: "Have a talk.", questions: ["What now?", "And then?"], disclaimer: "This is not a diagnosis.",
};
const predictor = {
  name: "heart", title: "Heart disease", wording, target: { label: "heart disease" }, peers: [{ levels: [{ field: "Smokes", value: true, low: null, high: null }], n: 1000, events: 200, sentence: "Of 100 smokers, about {n} had it." }],
  population: { who: "1,000 people.", source: "a survey.", limits: ["Not everybody."], question: null }, pointed_out: { found: 7, missed: 2, alarms: 21, left: 70 },
  serving: { version: "v1", candidate_label: "logistic regression" }, champion: null, fields: [BMI, SLEEP, GLUCOSE, SMOKES],
  sections: [{ title: "About you", fields: ["Smokes", "BMI"] }, { title: "Blood", fields: ["Glucose"] }],
};
const inputs = { BMI: null, Sleep: 7, Glucose: 103, Smokes: true };
const prediction = { version: "v1", threshold: 0.1, probability: 0.144, positive: true, outside: [] };
const shown = {
  prediction, inputs, typed: { BMI: null, Sleep: "7", Glucose: " 5.7 mmol/L", Smokes: "true" }, example: null, stranger: false,
  beside: ["Among people in the survey with a figure like this, 13 to 16 of 100 had it."], hundred: null, keys: [],
};
const AT = new Date("2026-11-29T12:00:00");

const drawn = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : piece.figure ?? `*${piece.answer}*`)).join("");

test("people who answer otherwise are told beside one's own number, and as nothing that a change would do", async () => {
  assert.equal(drawn(say.others("No", "11", "14", false)), "People who answer *No* and otherwise like you: about 11 of 100 (14\u00a0with\u00a0your\u00a0answers).");
  assert.equal(drawn(say.others("No", "14", "14", false)), "People who answer *No* and otherwise like you: about 14 of 100, as with your answers.");
  assert.equal(drawn(say.others("No", "fewer than 1", "2", true)), "People who answer *No* and otherwise like the example: fewer than 1 of 100 (2\u00a0with\u00a0its\u00a0answers).");
  assert.match(say.noEffect, /cannot tell what would happen if somebody changed/);
  await inLanguage("de");
  assert.equal(drawn(say.others("Nein", "11", "14", false)), "Menschen, die *Nein* antworten und sonst so wie Sie: etwa 11 von 100 (14\u00a0mit\u00a0Ihren\u00a0Antworten).");
  await inLanguage("zh");
  assert.equal(drawn(say.others("否", "11", "14", false)), "回答*“否”*、其余与您相同的人：每 100 人中约 11 人（按您的回答为 14 人）。");
  await inLanguage("en");
});

test("where hardly anybody was like this, and where none is asked, there is no number", () => {
  const told = (answer) => saidOf(predictor, { field: BMI, value: 90 }, answer);
  assert.deepEqual(told({ ...prediction, outside: ["BMI"] }), { why: "" });
  assert.deepEqual(told({ probability: null, outside: [], refusals: [{ field: "BMI", reason: "It is so." }] }), { why: "It is so." });
  assert.deepEqual(told({ probability: null, outside: [], refusals: [{ field: "BMI", reason: "", studied: { low: 12, high: 60 } }] }),
    { why: "Nearly none of the people in the survey were above 60 kg/m², so the model cannot speak about 90." });
  assert.deepEqual(told(prediction), { n: "14" });
});

test("a result as text holds all that the page tells", () => {
  assert.equal(asText(take(predictor, shown, AT)), `Heart disease
Made on 29 Nov 2026, 12:00:00 with Bellwether

Of 100 people like this, about 14 had it.
About 86 had not.

How sure is that?
- Among people in the survey with a figure like this, 13 to 16 of 100 had it.

Beside whom
- Of 100 smokers, about 20 had it. With your answers: 14.

What does 10 of 100 mean?
- At or above the line (10 of 100).
- Of 100 people in the survey, 28 were pointed out: 7 who had it, 21 who had not. 2 more who had it were missed.
- It does not say that somebody is ill: of these 28 people 21 did not have it. To be below the line is no promise: of the 72 people there 2 had it all the same.
- Have a talk.

Whom this speaks for
- 1,000 people. If you are not like them, the number may not hold for you.
- Not everybody.

Your answers
About you:
- Smoking: Yes
- Body mass index: don’t know
Blood:
- Glucose: 5.7 mmol/L (103 mg/dL)
Other questions:
- Sleep: 7 hours

Questions for your doctor
1. What now?
2. And then?

This is not a diagnosis.

Source: a survey. Made by model version v1 (logistic regression).
`);
});

test("whose it is not, and that it is a guess, stand before the number", () => {
  const text = asText(take(predictor, { ...shown, example: "Example, not you", stranger: true, prediction: { ...prediction, outside: ["BMI"] } }, AT));
  const [, , marks, result] = ["", ...text.split("\n\n")];
  assert.equal(marks, "!! Example, not you\n!! Not about you. You said that you are not one of those studied.\n!! This figure is a guess: hardly anybody was like this.");
  assert.match(result, /^Of 100 people/);
  assert.match(text, /\nThe answers\n/);
  assert.match(text, /about 20 had it\. With the example’s answers: 14\.\n/);
});

test("of another version neither peers nor people at the threshold are told", () => {
  const text = asText(take(predictor, { ...shown, prediction: { ...prediction, version: "v2" } }, AT));
  assert.doesNotMatch(text, /smokers|pointed out:/);
  assert.match(text, /Made by model version v2\.$/m);
});

test("no number is taken along with its reason", () => {
  const refused = { version: "v1", threshold: 0.1, probability: null, positive: null, outside: [], refusals: [{ field: "Glucose", reason: "It is diabetes." }] };
  const text = asText(take(predictor, { ...shown, prediction: refused, beside: [] }, AT));
  assert.match(text, /No number is given\.\nGlucose: It is diabetes\./);
  assert.doesNotMatch(text, /With your answers|pointed out/);
});

const FIELDS = [WHOM, BMI, SLEEP, GLUCOSE, SMOKES, MOOD];
const sent = { inputs: { BMI: null, Sleep: 7.5, Glucose: 1.353, Smokes: true, Mood: "d" }, whom: { "?population": "no" }, example: false };

test("what a link holds is read as it was meant", () => {
  const fragment = fragmentOf(FIELDS, sent);
  assert.equal(fragment, "?BMI=&Sleep=7.5&Glucose=1.353&Smokes=true&Mood=d&%3Fpopulation=no");
  assert.deepEqual(readFragment(FIELDS, fragment), {
    typed: { BMI: null, Sleep: "7.5", Glucose: "1.3530", Smokes: "true", Mood: "d", "?population": "no" }, example: {}, unreadable: [], ignored: 0,
  });
});

test("a link is the same in every language", async () => {
  const fragment = fragmentOf(FIELDS, sent);
  await inLanguage("de");
  assert.equal(fragmentOf(FIELDS, sent), fragment);
  assert.equal(readFragment(FIELDS, fragment).typed.Sleep, "7,5");
  await inLanguage("en");
});

test("that the answers are the example's goes with the link", () => {
  const { example } = readFragment(FIELDS, fragmentOf(FIELDS, { ...sent, example: true }));
  assert.deepEqual(example, { "?population": null, BMI: "27.4", Sleep: "7", Glucose: "120", Smokes: "true", Mood: "d" });
});

test("an answer that is none is named by its question, and what is no question is counted and not repeated", () => {
  const found = readFragment(FIELDS, "?Sleep=7&Smokes=perhaps&Mood=%3Cimg%3E&BMI=1e999&BMI=1,200&Call=0900&__proto__=x&Sleep=9");
  assert.deepEqual(found, { typed: { Sleep: "7" }, example: {}, unreadable: ["Smoking", "Mood", "Body mass index"], ignored: 3 });
  // "Not known" is no answer where the model cannot do without.
  assert.deepEqual(readFragment(FIELDS, "?Sleep=&Smokes=true").unreadable, ["Sleep"]);
});

test("what holds no answer is no link", () => {
  for (const broken of ["?", "?%zz", "?&&&==", "?nothing=1", "?%3Fexample=1", `?Sleep=7&x=${"a".repeat(8000)}`, "?Sleep=Infinity", `?Sleep=${"9".repeat(30)}`]) {
    assert.equal(readFragment(FIELDS, broken), null, broken);
  }
});
