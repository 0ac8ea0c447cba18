/** JSON Schema in words: what a value may be, and what it is made of, each part for whoever opens it. */

import type { Document, Schema } from "../net/openapi";
import { h, replace, type Child } from "../ui/dom";
import { plainNumber } from "../words/numbers";
import { say } from "../words/docs";

/** Text with `code` in it. */
export const prose = (text: string): Child => text.split(/`([^`]*)`/).map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));

const nameOf = (ref: string): string => ref.replace(/^.*\//, "");

export const resolved = (document: Document, schema: Schema): Schema =>
  (schema.$ref === undefined ? schema : document.components.schemas[nameOf(schema.$ref)] ?? {});

const choices = (schema: Schema): Schema[] => schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [];

/** "integer", "list of string", "Fault or null" */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const several = choices(schema);
  if (several.length > 0) return [...new Set(several.map(typeOf))].join(say.or);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(say.or);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? []].flat();
  if (types.includes("array") && schema.items) return say.listOf(typeOf(schema.items));
  return types.length > 0 ? types.join(say.or) : say.anything;
}

/** "20 to 1000", "at most 500 characters", … of a value and of what a list holds */
function limits(schema: Schema): string[] {
  const of = choices(schema).length > 0 ? choices(schema).flatMap(limits) : [];
  const span = (low: number | undefined, high: number | undefined, put: (words: string) => string): string | null =>
    (low !== undefined && high !== undefined ? put(say.span(plainNumber(low), plainNumber(high)))
      : low !== undefined ? put(say.atLeast(plainNumber(low)))
      : high !== undefined ? put(say.atMost(plainNumber(high))) : null);
  const found = [
    span(schema.minimum, schema.maximum, (words) => words),
    span(schema.minLength, schema.maxLength, say.characters),
    span(schema.minItems, schema.maxItems, say.entries),
    schema.format ?? null,
    schema.pattern === undefined ? null : say.pattern(schema.pattern),
    schema.default === undefined ? null : say.otherwise(JSON.stringify(schema.default)),
  ];
  return [...found.filter((each) => each !== null), ...of];
}

/** The parts of an object, each with its own; of a choice, each of the choices. */
export function drawSchema(document: Document, schema: Schema): Child {
  const here = resolved(document, schema);
  const several = choices(here);
  const told = here.description ? h("p", { class: "muted", lang: "en" }, prose(here.description)) : null;
  if (several.length > 0) return [told, h("ul", { class: "schema" }, several.map((each) => h("li", {}, part(document, null, each, false))))];
  if (here.items) return [told, h("ul", { class: "schema" }, h("li", {}, part(document, null, here.items, false)))];
  const properties = Object.entries(here.properties ?? {});
  if (properties.length === 0) return [told, h("p", { class: "muted" }, [typeOf(here), ...limits(here)].join(" · "))];
  return [told, h("ul", { class: "schema" }, properties.map(([name, each]) =>
    h("li", {}, part(document, name, each, here.required?.includes(name) ?? false))))];
}

function part(document: Document, name: string | null, schema: Schema, required: boolean): Child {
  const line = [
    name === null ? null : h("code", { class: "schema-name" }, name), " ",
    h("span", { class: "schema-type" }, typeOf(schema)),
    required ? h("span", { class: "schema-required" }, say.required) : null,
    limits(schema).map((each) => h("span", { class: "schema-limit" }, each)),
  ];
  const words = schema.description ? h("p", { class: "muted", lang: "en" }, prose(schema.description)) : null;
  if (!deeper(document, schema)) return [h("p", {}, line), words];
  const inside = h("div", {});
  return [h("details", {
    ontoggle: () => {
      if (!inside.hasChildNodes()) replace(inside, drawSchema(document, inner(schema)));
    },
  }, h("summary", {}, line), inside), words];
}

/** A list is opened at what it holds, and what may be null at what it is otherwise. */
function inner(schema: Schema): Schema {
  if (schema.items && schema.$ref === undefined) return inner(schema.items);
  const others = choices(schema).filter(({ type }) => type !== "null");
  return others.length === 1 && others[0] ? inner(others[0]) : schema;
}

function deeper(document: Document, schema: Schema): boolean {
  const at = inner(schema);
  const { properties, items } = resolved(document, at);
  return properties !== undefined || items !== undefined || choices(resolved(document, at)).some((each) => deeper(document, each));
}
