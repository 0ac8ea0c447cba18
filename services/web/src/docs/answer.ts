/** What the server has answered, and the same call for a terminal. */

import type { Came, Sent } from "../net/openapi";
import { h, type Child } from "../ui/dom";
import { duration, megabytes } from "../words/numbers";
import { say } from "../words/docs";

/** Characters: a longer body is cut here, and taken away as a whole. */
const MOST = 50_000;
const READABLE = /json|^text\//;

export async function drawAnswer(sent: Sent, came: Came, name: string): Promise<Child> {
  const good = came.status < 400;
  return h("div", { "data-answer": came.status },
    h("p", { class: "answer-head" },
      h("span", { class: good ? "pill pill-good" : "pill pill-danger" }, `${came.status} ${came.statusText}`.trim()),
      h("span", { class: "muted" }, `${duration(came.took / 1000)} · ${megabytes(came.body.size)} · ${came.type}`)),
    came.body.size > 0 ? await body(came, name) : h("p", { class: "muted" }, say.emptyBody),
    h("details", { class: "more" }, h("summary", {}, say.headers),
      block(came.headers.map(([header, value]) => `${header}: ${value}`).join("\n"), say.headers)),
    h("details", { class: "more" }, h("summary", {}, say.curl), block(curl(sent), say.curl)));
}

async function body({ type, body: blob }: Came, name: string): Promise<Child> {
  const whole = h("a", { href: URL.createObjectURL(blob), download: `${name}.${ending(type)}` }, say.download);
  if (!READABLE.test(type)) return h("p", {}, whole);
  const text = pretty(await blob.text());
  if (text.length <= MOST) return block(text, say.answerBody);
  return [block(text.slice(0, MOST), say.answerBody), h("p", { class: "muted" }, say.cut, " ", whole)];
}

/** Scrolls by itself, also by keyboard. */
const block = (text: string, label: string): HTMLElement => h("pre", { tabindex: "0", role: "group", "aria-label": label, translate: "no" }, text);

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const ending = (type: string): string => (type.includes("json") ? "json" : type.includes("csv") ? "csv" : type.includes("markdown") ? "md" : type.includes("gzip") ? "gz" : "bin");

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The key is not written down: whoever copies this would hand it on. */
function curl({ method, path, headers, body: sent }: Sent): string {
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(new URL(path, document.baseURI).href)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${name === "Authorization" ? '"Authorization: Bearer $KEY"' : quoted(`${name}: ${value}`)}`),
    ...(sent === null ? [] : [`--data-binary ${typeof sent === "string" ? quoted(sent) : "@FILE"}`]),
  ];
  return lines.join(" \\\n  ");
}
