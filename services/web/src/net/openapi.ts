/** The API's own document, and any call of it as somebody has filled it in. */

import { Problem, Unreachable } from "./api";

export interface Schema {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  additionalProperties?: boolean | Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  schema: Schema;
}

/** What a body may be, by its media type; without a schema it is bytes. */
export type Content = Record<string, { schema?: Schema; examples?: Record<string, { value: unknown }> }>;

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
  /** there where a key is needed */
  security?: unknown[];
}

export interface Document {
  info: { description: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Relative, as all calls are: the pages may lie under any path. */
export const DOCUMENT = "openapi.json";

export async function openapi(): Promise<Document> {
  try {
    const response = await fetch(DOCUMENT, { cache: "no-cache", credentials: "omit" });
    if (!response.ok) throw new Problem(response.status, response.statusText);
    return (await response.json()) as Document;
  } catch (error) {
    throw error instanceof Problem ? error : new Unreachable();
  }
}

export interface Sent {
  method: string;
  /** with the query, from where the pages lie */
  path: string;
  headers: Record<string, string>;
  body: string | Blob | null;
}

export interface Came {
  status: number;
  statusText: string;
  headers: [string, string][];
  type: string;
  body: Blob;
  /** milliseconds */
  took: number;
}

/** Sends a call as it stands. Whatever the server answers is an answer; throws where nothing comes. */
export async function send({ method, path, headers, body }: Sent): Promise<Came> {
  const began = performance.now();
  try {
    const response = await fetch(path, { method, headers, body, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    const blob = await response.blob();
    return {
      status: response.status, statusText: response.statusText, headers: [...response.headers],
      type: response.headers.get("Content-Type") ?? "", body: blob, took: performance.now() - began,
    };
  } catch {
    throw new Unreachable();
  }
}
