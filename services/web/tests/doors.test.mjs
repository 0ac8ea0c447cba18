// Which room of the page may enter which. A module or a folder that is new is guarded from the start: a folder that
// is not named here fails, as does a module that nobody reaches from a page.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** From the top floor down: a room may use what is named, and itself. */
const SHARED = ["charts", "status", "net", "ui", "words"];
const DOORS = {
  app: ["predict", "report", "operations", "card", "docs", ...SHARED],
  // Views: none of them knows another, nor who shows it.
  predict: SHARED,
  report: SHARED,
  operations: SHARED,
  card: SHARED,
  docs: SHARED,
  // What several views show: pictures of figures; what became of trainings and versions, in words.
  charts: ["net", "ui", "words"],
  status: ["net", "ui", "words"],
  // The server and the elements know nothing of each other.
  net: ["words"],
  ui: ["words"],
  // What the page says, and how it writes numbers, in each language.
  words: [],
};
const PAGES = ["app/main.ts", "app/docs.ts"];
const LONGEST = 250;
/** Declared, not written: `npm run types` makes it. */
const GENERATED = "net/wire/generated.ts";

const files = globSync("**/*.{ts,css}", { cwd: SRC }).filter((file) => !file.endsWith(".d.ts"));
const sources = new Map(files.map((file) => [file, readFileSync(join(SRC, file), "utf8")]));
const room = (file) => file.split("/")[0];

/** The modules that a module names, types included. */
function imports(file) {
  const names = [...sources.get(file).matchAll(/(?:\bfrom |\bimport |\bimport\(|@import )"(\.[^"]+)"/g)].map(([, name]) => name);
  return names.map((name) => {
    const path = normalize(join(dirname(file), name));
    return path.endsWith(".css") ? path : `${path}.ts`;
  }).filter((path) => path !== GENERATED);
}

test("every folder has its doors, and nobody goes through a wall", () => {
  assert.deepEqual([...new Set(files.map(room))].sort(), Object.keys(DOORS).sort());
  const walls = files.flatMap((file) => imports(file)
    .filter((other) => room(other) !== room(file) && !DOORS[room(file)].includes(room(other)))
    .map((other) => `${file} imports ${other}`));
  assert.deepEqual(walls, []);
});

test("only net calls the server and keeps anything, but for the language", () => {
  const calls = files.filter((file) => room(file) !== "net" && file !== "words/language.ts" && /\bfetch\(|XMLHttpRequest|sessionStorage|localStorage|indexedDB/.test(sources.get(file)));
  assert.deepEqual(calls, []);
});

test("a page leads to every module", () => {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    assert.ok(sources.has(file), `${file} is imported and not there`);
    imports(file).forEach(visit);
  };
  [...PAGES, "app/main.css"].forEach(visit);
  assert.deepEqual(files.filter((file) => !reached.has(file)), []);
});

test(`no module is longer than ${LONGEST} lines, and none only hands on another`, () => {
  for (const [file, source] of sources) {
    assert.ok(source.trimEnd().split("\n").length <= LONGEST, `${file} is longer than ${LONGEST} lines`);
    assert.doesNotMatch(source, /\bexport (type )?(\*|\{[^}]*\}) from /, `${file} hands on another module`);
  }
});
