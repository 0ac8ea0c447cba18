// What the operator's desk says in words, and in which order it shows what there is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.mjs";

const {
  auditCsv, about, asQuery, by, chainsInWords, change, place, alwaysInWords, planInWords, underWayInWords, failuresFirst, left, usual, inOneLine,
  learnedFrom, arranged, inShort, joined, passedInWords, passedOf, ranked, told,
} = await page(
  "operations/audit-csv", "operations/audit-words", "operations/collection-words", "operations/earlier", "operations/history-words",
  "operations/set-names", "operations/version-list", "status/reasons", "status/checks",
);

const entry = (changes) => ({
  at: "2026-11-29T07:00:00Z", who: "operator", role: "operator", key: null, action: "promote", predictor: "heart",
  subject: "20261129T070000Z-00000001", before: null, after: null, reason: null, request: null, ...changes,
});
const chain = (of, changes) => ({ of, entries: 12, unchained: 0, head: "ab".repeat(32), faults: [], ...changes });

test("a log that is whole is said to be so, and how much was checked", () => {
  const found = chainsInWords([chain("audit", { entries: 1200 }), chain("heart"), chain("diabetes", { unchained: 3 })]);
  assert.equal(found.whole, true);
  assert.equal(found.said, "Checked: nothing was changed.");
  assert.match(found.more[0], /^The log \(1,200 entries\) and the 2 histories of versions are whole/);
  assert.match(found.more[0], /3 lines from before there was a chain/);
  assert.match(chainsInWords([chain("audit")]).more[0], /^The log \(12 entries\) is whole/);
});

test("each fault is told with the file it is in", () => {
  const found = chainsInWords([chain("audit", { faults: ["line 3 was changed"] }), chain("heart", { faults: ["line 1 is missing"] })]);
  assert.equal(found.whole, false);
  assert.deepEqual(found.more.map((each) => each.join("")), ["The audit log: line 3 was changed.", "The history of heart: line 1 is missing."]);
});

test("an entry says by whom, about what and what became of it", () => {
  assert.equal(by(entry()), "the operator");
  assert.equal(by(entry({ who: "Zoë", role: "data_scientist", key: "0123456789ab" })), "Zoë, data scientist");
  assert.equal(by(entry({ who: `training ${"0".repeat(32)}`, role: "trainer" })), "a training");
  assert.equal(about("20261129T070000Z-00000001"), "20261129T070000Z-00000001");
  assert.equal(about("a".repeat(64)), "aaaaaaaaaaaa…");
  assert.equal(change(entry({ before: "A", after: "B" })), "A → B");
  assert.equal(change(entry({ after: entry().subject })), null);
});

test("a day is asked for from its beginning here to its end", () => {
  const nothing = { who: "", action: "", predictor: "", subject: " ", from: "", to: "" };
  assert.deepEqual(asQuery(nothing), {});
  const asked = asQuery({ ...nothing, who: "Zoë", subject: " 2026 ", from: "2026-11-28", to: "2026-11-28" });
  assert.deepEqual([asked.who, asked.subject], ["Zoë", "2026"]);
  assert.equal(Date.parse(asked.since), new Date(2026, 10, 28).getTime());
  assert.equal(Date.parse(asked.until), new Date(2026, 10, 29).getTime());
  // As the server takes a time.
  assert.match(asked.until, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  assert.deepEqual(asQuery({ ...nothing, from: "12026-01-01" }), {});
});

test("a page says which of how many entries it shows", () => {
  assert.equal(place(0, 0, 0), "No entries");
  assert.equal(place(0, 1, 1), "1 entry");
  assert.equal(place(0, 20, 312), "1 to 20 of 312 entries");
  assert.equal(place(300, 12, 1312), "301 to 312 of 1,312 entries");
});

test("a table for a spreadsheet holds every cell as text, and no formula", () => {
  const lines = auditCsv([entry({ reason: "=1+1", who: 'Zoë "Z", ward 3' }), entry({ reason: "two\nlines", before: "+a" })]);
  assert.equal(lines, [
    "at,who,role,key,action,predictor,subject,before,after,reason,request",
    `2026-11-29T07:00:00Z,"Zoë ""Z"", ward 3",operator,,promote,heart,20261129T070000Z-00000001,,,'=1+1,`,
    `2026-11-29T07:00:00Z,operator,operator,,promote,heart,20261129T070000Z-00000001,'+a,,"two\nlines",`,
    "",
  ].join("\n"));
  // Where a spreadsheet splits at semicolons, each part is a cell; the command writes the same.
  assert.ok(auditCsv([entry({ reason: "x; =HYPERLINK(1)" })]).includes(",x;' =HYPERLINK(1),"));
});

const plan = (changes) => ({
  predictor: "heart", policy: { newest: 20, promotions: 10, days: 90 }, automatic: false, going: 74, staying: 130, bytes: 5_900_000,
  goes: [], stays: [], reasons: [], under_way: false, ...changes,
});

test("what would go is said with what it leaves free", () => {
  assert.equal(planInWords(plan()), "74 of 204 versions would go and leave 5.6 MB free; 130 stay.");
  assert.equal(planInWords(plan({ going: 1, staying: 1, bytes: 90_000 })), "1 of 2 versions would go and leave 88 kB free; 1 stays.");
  assert.equal(planInWords(plan({ going: 0 })), "Nothing would go: something keeps each of the 130 versions.");
  assert.equal(planInWords(plan({ going: 0, staying: 0 })), "There are no versions yet.");
  assert.equal(planInWords(plan({ policy: null })), "Say how many of the newest versions are to stay.");
});

test("what stays in any case is said as it is set", () => {
  assert.match(alwaysInWords(plan()), /the champion, the best version ever, the 10 champions before it, whoever was champion within 90 days, candidates/);
  assert.doesNotMatch(alwaysInWords(plan({ policy: { newest: 20, promotions: 0, days: 0 } })), /before it|within/);
  assert.equal(underWayInWords(plan()), null);
  assert.match(underWayInWords(plan({ under_way: true })), /^The trainer removes versions/);
  assert.match(underWayInWords(plan({ under_way: null })), /cannot be asked/);
});

const version = (name, changes) => ({ version: name, effort: "full", outcome: "promoted", withdrawn: null, hold: null, measures: { auroc: 0.8, log_loss: 0.4 }, ...changes });
const versions = [
  version("e", { measures: { auroc: 0.81, log_loss: 0.39 } }),
  version("d", { effort: "quick", outcome: "rejected", measures: { auroc: 0.9, log_loss: 0.5 } }),
  { version: "c", champion: false, broken: "its files are gone", withdrawn: null, hold: { at: "", by: "", reason: "" } },
  version("b", { outcome: "candidate", withdrawn: { at: "", by: "", reason: "" } }),
  version("a", { outcome: "candidate" }),
];
const names = (kind, order) => arranged(versions, kind, order).map((each) => each.version).join("");

test("versions are narrowed to a kind", () => {
  assert.deepEqual(["all", "promoted", "candidate", "rejected", "withdrawn", "held", "broken"].map((kind) => names(kind, "newest")), ["edcba", "e", "a", "d", "b", "c", "c"]);
  assert.deepEqual(["full", "quick"].map((kind) => names(kind, "newest")), ["eba", "d"]);
});

test("versions are put in order, those without figures last, and the list itself stays as it is", () => {
  assert.deepEqual(["newest", "oldest", "auroc", "loss"].map((order) => names("all", order)), ["edcba", "abcde", "debac", "ebadc"]);
  assert.equal(names("all", "newest"), "edcba");
});

const check = (words, found) => ({ name: words, words, found, passed: found !== "failed" });

test("what failed stands first, then what cannot be told, and what was passed is one line", () => {
  const checks = [check("slope", "passed"), check("intercept", "too little"), check("log loss", "failed"), check("AUROC", "passed")];
  assert.deepEqual(ranked(checks).map(({ words }) => words), ["log loss", "intercept", "slope", "AUROC"]);
  assert.equal(passedOf(checks), "Passed 2 of 4 checks; 1 cannot be told");
  assert.deepEqual(told(["log loss"], checks, false), { first: ["log loss"], folded: ["intercept", "slope", "AUROC"] });
  const passed = [check("slope", "passed"), { ...check("AUROC", null), passed: true }];
  assert.equal(passedOf(passed), "Passed 2 of 2 checks");
  assert.deepEqual(told(["slope", "AUROC", "3 comparisons"], passed, true), { first: [], folded: ["slope", "AUROC", "3 comparisons"] });
  // Of a report from before there were checks the reasons are all that is known.
  assert.deepEqual(told(["worse"], [], false), { first: ["worse"], folded: [] });
});

test("a reason in a line goes as far as its figures", () => {
  assert.equal(inShort("AUROC is worse by 0.0123 than that of the champion, the best version ever promoted (+0.0023 to +0.0223 worse)."), "AUROC is worse by 0.0123 than that of the champion");
  assert.equal(inShort("The calibration slope is 1.015, and these rows leave 0.83 to 1.20 open: too little to tell."), "The calibration slope is 1.015");
  assert.equal(inShort("Better than the champion."), "Better than the champion");
  assert.deepEqual(joined("log loss 0.4 is below 0.6; it was the first"), ["log loss 0.4 is below 0.6", "it was the first"]);
});

const BEGAN = Date.parse("2026-11-29T07:00:00Z");
const at = (seconds) => new Date(BEGAN + 1000 * seconds).toISOString();
const job = (id, status, took, changes) => ({ id, status, effort: "full", datasets: ["initial"], started_at: at(0), ended_at: took === null ? null : at(took), ...changes });

test("a training is likely to take as long as the middle one of the last of its kind", () => {
  const running = job("now", "running", null);
  const jobs = [running, job("1", "failed", 3), job("2", "published", 100), job("3", "rejected", 300), job("4", "candidate", 120), job("5", "published", 20, { effort: "quick" }), job("6", "published", 900, { datasets: ["initial", "a"] })];
  assert.equal(usual(running, jobs), 120);
  assert.equal(usual(job("q", "running", null, { effort: "quick" }), jobs), 20);
  assert.equal(usual(running, [running, job("1", "failed", 3)]), null);
  // The last five: what a training took long ago was another machine's.
  assert.equal(usual(running, [...Array.from({ length: 5 }, (_, place) => job(`n${place}`, "published", 10)), ...jobs]), 10);
});

test("what is left is told roughly, and that it takes longer than usual", () => {
  const after = (seconds, changes) => left(job("now", "running", null, changes), 120, BEGAN + 1000 * seconds);
  assert.equal(after(0), "about 2 min left");
  assert.equal(after(50), "about 1 min left");
  assert.equal(after(75), "about 50 s left");
  assert.equal(after(113), "nearly done");
  assert.equal(after(130), "nearly done");
  assert.equal(after(140), "longer than usual, which is 2 min 0 s");
  // A clock that is behind the server's begins at the beginning.
  assert.equal(after(-30), "about 2 min left");
  assert.equal(after(0, { started_at: null }), null);
  assert.equal(after(0, { ended_at: at(5) }), null);
  assert.equal(left(job("now", "running", null), null, BEGAN), null);
});

test("trainings that failed since one has ended well stand first", () => {
  const jobs = [job("e", "running", null), job("d", "cancelled", 1), job("c", "failed", 1), job("b", "published", 1), job("a", "failed", 1)];
  assert.deepEqual(failuresFirst(jobs).map(({ id }) => id), ["c", "e", "d", "b", "a"]);
  assert.deepEqual(failuresFirst([job("b", "cancelled", 1), job("a", "failed", 1)]).map(({ id }) => id), ["a", "b"]);
});

test("data sets are called by the files that were sent", () => {
  const names = new Map([["a", "ward 3.csv"], ["b", "march.csv"], ["c", "april.csv"]]);
  assert.equal(learnedFrom(["initial"], names), "the initial rows");
  assert.equal(learnedFrom(["initial", "a"], names), "the initial rows and ward 3.csv");
  assert.equal(learnedFrom(["a", "b", "c"], names), "ward 3.csv, march.csv and april.csv");
  assert.equal(learnedFrom(["initial", "a", "b", "c"], names), "the initial rows, ward 3.csv and 2 others");
  assert.equal(learnedFrom(["0123456789abcdef"], names), "removed rows 01234567");
});

test("a line of the history is one line", () => {
  const event = (changes) => ({ event: "promoted", reason: "", reasons: null, facts: null, ...changes });
  assert.equal(inOneLine(event({ reasons: ["log loss 0.4 is below 0.6", "slope 1"], reason: "joined" })), "Passed the gate");
  assert.equal(inOneLine(event({ event: "rejected", reasons: ["AUROC is worse by 0.01 than that of the champion; 0.002 is tolerated", "slope 1"] })), "AUROC is worse by 0.01 than that of the champion (+1)");
  assert.equal(inOneLine(event({ event: "rolled back", reason: "the clinic asks" })), "the clinic asks");
  assert.equal(inOneLine(event({ event: "forced", reason: "the clinic asks" })), "Against the gate: the clinic asks");
  assert.match(inOneLine(event({ event: "collected", reason: "room", facts: { candidate_label: "XGBoost", created: null, auroc: 0.84 } })), /^XGBoost, AUROC 0.840, its files are gone$/);
  assert.equal(inOneLine(event()), null);
});

test("what the gate passed is said in one line", () => {
  assert.equal(passedInWords(5, 5, 0), "Passed 5 of 5 checks");
  assert.equal(passedInWords(1, 3, 2), "Passed 1 of 3 checks; 2 cannot be told");
});
