// Whatever is drawn of figures goes as a picture and as numbers: all views are built of whole reports, and each drawing in them
// is looked at. The next one cannot be forgotten.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as elements from "./elements.mjs";
import { inLanguage, page } from "./page.mjs";

elements.withoutBrowser();
const { reportParts, validationParts, comparisonParts, evaluationOf, h } = await page("report/page", "report/validation/page", "report/compare/page", "operations/evaluation", "ui/dom");

after(() => inLanguage("en"));

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** As a training writes them and the API tells them: a large one, a small one, and what only a validation has. */
const { large, small, validation } = JSON.parse(execFileSync("python", ["-m", "tests.page_sample"], { cwd: ROOT, maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] }));

const description = (hash) => ({ files: { "predictor.yaml": { sha256: hash } }, fields: [], libraries: { numpy: hash } });
const made = (report, hash) => ({ report, description: description(hash) });
/** It has met the other, so that both are compared person by person. */
const challenger = { ...small, gate: { ...small.gate, against: { ...small.gate.against, champion: "A" }, checks: [{ ...small.gate.checks[1], name: "log_loss", against: "the champion" }] } };

const views = () => ({
  "report of many rows": reportParts(large, "it", new Map()),
  "report of few rows": reportParts(small, "it", new Map()),
  validation: validationParts(validation, "it"),
  comparison: comparisonParts("A", made(large, "a"), "B", made(challenger, "b"), "it", new Map()),
  desk: [evaluationOf("some", large, "A")],
});

/** Signs and samples are no drawings of figures, nor is a picture within one. */
const isSvg = (element) => element.localName === "svg" && !element.matches(".icon") && !element.matches(".sample") && !element.parentElement?.closest("svg");
/** Bars and grounds whose size or depth the style sheet takes from a figure. */
const isStyled = (element) => ["--share", "left", "width"].some((name) => element.style[name] !== undefined);
const drawingsIn = (view) => [...view.all()].filter((each) => isSvg(each) || isStyled(each));

const rowsOf = (csv) => csv.trimEnd().split("\n").map((line) => [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell]) => cell));

async function numbersOf(button) {
  button.click();
  return rowsOf(await elements.saved.text());
}

test("every drawing has a picture and numbers to take along", () => {
  for (const [name, parts] of Object.entries(views())) {
    const view = h("div", {}, parts);
    const drawings = drawingsIn(view);
    assert.ok(drawings.length >= 10, `${name} has drawings: ${drawings.length}`);
    const forgotten = drawings.filter((each) => !each.closest("[data-saved-as]")).map((each) =>
      `${name}, ${each.closest("[data-section]")?.dataset.section}: ${each.localName}.${each.classes().join(".")}`);
    assert.deepEqual([...new Set(forgotten)], []);
    const files = view.querySelectorAll("[data-file]").map((each) => each.dataset.file);
    const promised = view.querySelectorAll("[data-saved-as]").flatMap((each) => each.dataset.savedAs.split(" ")).flatMap((file) => [`${file}.svg`, `${file}.csv`]);
    assert.deepEqual(files.sort(), promised.sort(), name);
  }
});

test("pictures are drawn, and numbers are what a program reads in any language", async () => {
  const headers = new Map();
  for (const language of ["en", "de", "zh"]) {
    await inLanguage(language);
    for (const [name, parts] of Object.entries(views())) {
      for (const button of h("div", {}, parts).querySelectorAll("[data-file]")) {
        const file = `${name}: ${button.dataset.file}`;
        if (file.endsWith(".svg")) {
          button.click();
          assert.match(await elements.saved.text(), /^<svg>/, file);
          continue;
        }
        const [columns, ...rows] = await numbersOf(button);
        assert.ok(rows.length > 0, file);
        assert.ok(columns.every((column) => /^[a-z][a-z0-9_]*$/.test(column)) && new Set(columns).size === columns.length, `${file}: ${columns.join()}`);
        for (const row of rows) assert.equal(row.length, columns.length, `${file}: ${row.join()}`);
        assert.deepEqual(columns, headers.get(file) ?? columns, file);
        headers.set(file, columns);
        // Of one to four people no number is told.
        const people = columns.flatMap((column, place) => (/people|events/.test(column) ? [place] : []));
        for (const row of rows) for (const place of people) assert.doesNotMatch(row[place], /^[1-4]$/, `${file}: ${row.join()}`);
      }
    }
  }
  assert.ok(headers.size > 60);
});

test("numbers are as exact as the server tells them, the interval of a net benefit too", async () => {
  await inLanguage("de");
  const view = h("div", {}, reportParts(large, "it", new Map()));
  const [columns, first] = await numbersOf(view.querySelector('[data-file="decision-curve.csv"]'));
  const { thresholds, model, model_low: low, model_high: high, treat_all: all } = large.decision_curve;
  assert.deepEqual(columns, ["threshold", "model", "low", "high", "everybody", "nobody"]);
  assert.deepEqual(first.map(Number), [thresholds[0], model[0], low[0], high[0], all[0], 0]);
  assert.equal(view.querySelectorAll('[data-chart="decision-curve"]')[0].querySelectorAll(".interval").length, 1);
  // An older report has none, and nothing is made up.
  const { model_low: _, model_high: __, ...former } = large.decision_curve;
  const older = h("div", {}, reportParts({ ...large, decision_curve: former }, "it", new Map()));
  assert.equal(older.querySelectorAll('[data-chart="decision-curve"]')[0].querySelectorAll(".interval").length, 0);
  const [, early] = await numbersOf(older.querySelector('[data-file="decision-curve.csv"]'));
  assert.deepEqual(early.slice(2, 4), ["", ""]);
});

test("who draws figures in a view for those who judge models also hands them over", () => {
  const src = join(ROOT, "services/web/src");
  const drawing = globSync("charts/*.ts", { cwd: src }).filter((file) => /\bcanvas\(|svg\("svg"|setProperty\("--share"/.test(readFileSync(join(src, file), "utf8")))
    .map((file) => file.slice("charts/".length, -".ts".length)).filter((name) => name !== "frame");
  const sources = globSync(["report/**/*.ts", "operations/**/*.ts"], { cwd: src }).map((file) => [file, readFileSync(join(src, file), "utf8")]);
  const without = sources.filter(([, source]) => drawing.some((name) => new RegExp(`^import \\{.*charts/${name}"`, "m").test(source)) && !source.includes('charts/files"'));
  assert.deepEqual(without.map(([file]) => file), []);
});
