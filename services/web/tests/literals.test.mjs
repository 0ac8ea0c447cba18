// What a person reads stands in src/words, in each language: the rooms named here hold no sentence of their own. Which strings
// are read is told by where they stand in the syntax tree: in an element, in an attribute that is read out, or as a sentence.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Folders, or files in one. */
const ROOMS = ["app", "predict", "operations", "ui", "status", "card", "docs", "net", "charts", "report"];

/** What is said in no language, and tags that are compared and never shown. */
const NAMES = new Set(["Bellwether", "Bellwether – 0", "0 – Bellwether", "0 kg/m²", "no model", "too little"]);
/** What is typed where the server runs. */
NAMES.add("make operator-key");
/** The beginning of what the server says, in English. */
NAMES.add("This 0");
/** A command for a terminal. */
for (const part of ["curl 00", "--data-binary 0", '"Authorization: Bearer $KEY"']) NAMES.add(part);
/** Media types, media queries, lengths, and the calls of the API. */
const MACHINES = /^((([\w.+-]+\/[\w.+-]+|0)(, )?)+|\([a-z-]+: \w+\)|(-?\d+(px|ch)? ?)+|(GET|POST|PUT|DELETE) \/[\w/{}]+)$/;
/** Where strings are for machines: names of classes, of headers, of media types. */
const UNREAD = new Set(["class", "className", "rel", "d", "viewBox", "transform", "Accept", "Accept-Language", "Authorization", "paddingRight"]);
/** What is read out, or shown when pointed at. */
const READ = /^(aria-(label|description|roledescription|valuetext|placeholder)|title|placeholder|alt)$/;
/** Of these the arguments from so many on become text. */
const ELEMENTS = { h: 2, svg: 2, append: 1, replace: 1 };
/** The page that could not even load its words says so in all languages at once. */
const WORDLESS = "app/begin.ts";

const sources = new Map(globSync("**/*.ts", { cwd: SRC }).filter((file) => !file.endsWith(".d.ts"))
  .map((file) => [file, parseAst(readFileSync(join(SRC, file), "utf8"), { lang: "ts" })]));

/** What a string is for is told by the next few around it. */
const DEEP = 12;

const isNode = (value) => typeof value === "object" && value !== null && typeof value.type === "string";

/** Calls back for each node with those around it, the nearest first; into what it answers false to it does not go. */
function walk(node, visit, around = []) {
  if (visit(node, around) === false) return;
  const inside = [node, ...around.slice(0, DEEP)];
  for (const [key, value] of Object.entries(node)) {
    if (key === "typeAnnotation" || key === "typeArguments" || key === "typeParameters" || key === "returnType") continue;
    for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) walk(each, visit, inside);
  }
}

/** What a string says: of a template what stands around its values, each of which is a digit here. */
function textOf(node) {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  return node.type === "TemplateLiteral" ? node.quasis.map(({ value }) => value.cooked).join("0") : null;
}

const nameOf = ({ type, name, value, property }) => (type === "Identifier" ? name : type === "Literal" ? String(value) : type === "MemberExpression" ? nameOf(property) : "");

/** For what a string is meant: the name of the property, of the attribute or of what is set. */
function meantFor(node, around) {
  let inner = node;
  for (const outer of around) {
    if (outer.type === "Property" && outer.value === inner) return nameOf(outer.key);
    if (outer.type === "AssignmentExpression" && outer.right === inner) return nameOf(outer.left);
    if (outer.type === "CallExpression" && /^setA|^setRequestHeader/.test(nameOf(outer.callee)) && outer.arguments[1] === inner) return nameOf(outer.arguments[0]);
    // A method of the string itself makes it no other one.
    if (/Function|^Array|^Variable|Statement$/.test(outer.type) || (outer.type === "CallExpression" && outer.callee !== inner)) return null;
    inner = outer;
  }
  return null;
}

/** Whether it becomes the text of an element: an argument of `h` behind its attributes, also within lists and choices. */
function isText(node, around) {
  let inner = node;
  for (const outer of around) {
    if (outer.type === "CallExpression") return outer.arguments.indexOf(inner) >= (ELEMENTS[nameOf(outer.callee)] ?? Infinity);
    if (outer.type === "ConditionalExpression" && outer.test === inner) return false;
    if (!/^(ConditionalExpression|LogicalExpression|ArrayExpression|TemplateLiteral)$/.test(outer.type)) return false;
    inner = outer;
  }
  return false;
}

/** A string that is no text: the name of a module, a key, what something is compared with, or a failure's that only we see. */
function isMachines(node, [parent]) {
  return /^(Import|Export|TS)/.test(parent.type)
    || (parent.type === "Property" && parent.key === node && parent.value !== node)
    || (parent.type === "MemberExpression" && parent.property === node)
    || (parent.type === "BinaryExpression" && /^[!=]==$|^in$/.test(parent.operator)) || parent.type === "SwitchCase"
    || (parent.type === "NewExpression" && /(Exception|Error)$/.test(nameOf(parent.callee)))
    || (parent.type === "CallExpression" && (parent.callee.type === "Super" || nameOf(parent.callee) === "setRequestHeader"));
}

const WORD = /\p{L}{2,}/u;
/** Two words, a word beside a value, or one with a capital. */
const SENTENCE = /\p{L}{2,}[\p{P}]*\s+[\p{P}]*(\p{L}{2,}|\d)|\d[\p{P}]*\s+\p{L}{2,}|^\p{Lu}\p{Ll}+$/u;

function literals(file) {
  const found = [];
  walk(sources.get(file), (node, around) => {
    const text = textOf(node);
    if (text === null || NAMES.has(text) || MACHINES.test(text) || isMachines(node, around)) return;
    const purpose = meantFor(node, around);
    if (UNREAD.has(purpose)) return;
    const read = purpose !== null && (READ.test(purpose) || purpose === "textContent");
    if (read || isText(node, around) ? WORD.test(text) : SENTENCE.test(text)) found.push(`${file}: ${JSON.stringify(text)}`);
  });
  return found;
}

test("no view says anything by itself", () => {
  const files = [...sources.keys()].filter((file) => file !== WORDLESS && ROOMS.some((room) => file === room || file.startsWith(`${room}/`)));
  assert.deepEqual(files.flatMap(literals), []);
});

test("no module takes a word while it loads: they are not there yet, and change with the language", () => {
  const early = [...sources].filter(([file]) => !file.startsWith("words/")).flatMap(([file, ast]) => {
    const words = new Set(ast.body.filter(({ type, source, importKind }) => type === "ImportDeclaration" && importKind !== "type" && /\/words\//.test(source.value))
      .flatMap(({ specifiers }) => specifiers.filter(({ importKind }) => importKind !== "type").map(({ local }) => local.name)));
    const used = [];
    for (const statement of ast.body) {
      if (statement.type === "ImportDeclaration") continue;
      walk(statement, (node, around) => {
        if (/Function/.test(node.type)) return false;
        if (node.type !== "Identifier" || !words.has(node.name)) return;
        const [parent] = around;
        if (parent?.type === "Property" && parent.key === node && !parent.shorthand || parent?.type === "MemberExpression" && parent.property === node && !parent.computed) return;
        used.push(`${file}: ${node.name}`);
      });
    }
    return used;
  });
  assert.deepEqual(early, []);
});
