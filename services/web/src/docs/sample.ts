/** A body to begin with: the declared example, or one made of what the schema says. */

import type { Content, Document, Schema } from "../net/openapi";
import { resolved } from "./schema";

/** Deep enough for every body; a schema may hold itself. */
const DEEPEST = 5;

export function sampleBody(document: Document, { schema, examples }: NonNullable<Content[string]>): string {
  const declared = Object.values(examples ?? {})[0]?.value;
  const value = declared ?? (schema ? sample(document, schema, DEEPEST) : "");
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** What must be there, with the first value that is allowed; of the rest, what has a default. */
function sample(document: Document, schema: Schema, depth: number): unknown {
  const here = resolved(document, schema);
  const told = here.example ?? here.examples?.[0] ?? here.default ?? here.const ?? here.enum?.[0];
  if (told !== undefined) return told;
  const [first] = here.oneOf ?? here.anyOf ?? here.allOf ?? [];
  if (first) return sample(document, first, depth);
  if (here.properties) {
    if (depth === 0) return {};
    const wanted = Object.entries(here.properties).filter(([name, each]) => here.required?.includes(name) || each.default !== undefined);
    return Object.fromEntries(wanted.map(([name, each]) => [name, sample(document, each, depth - 1)]));
  }
  switch ([here.type].flat()[0]) {
    case "array": return here.items && depth > 0 ? [sample(document, here.items, depth - 1)] : [];
    case "integer": case "number": return here.minimum ?? 0;
    case "boolean": return true;
    case "object": return {};
    case "null": return null;
    default: return "";
  }
}
