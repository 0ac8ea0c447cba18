/** One call: what it is in a line, and everything else for whoever opens it. */

import type { Content, Document, Operation } from "../net/openapi";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/docs";
import { tryOut } from "./request";
import { drawSchema, prose, typeOf } from "./schema";
import { triedOf, type Kept, type Tried } from "./tried";

export interface Drawn {
  element: HTMLDetailsElement;
  /** in small letters, what a search looks in */
  found: string;
}

export function drawCall(document: Document, method: string, path: string, operation: Operation, kept: Kept): Drawn {
  const name = operation.operationId;
  const body = h("div", { class: "call-body" });
  const locked = operation.security !== undefined;
  const element = h("details", {
    class: "call", "data-call": name, open: kept.open.has(name),
    ontoggle: () => {
      const before = kept.open.has(name);
      if (element.open) kept.open.add(name);
      else kept.open.delete(name);
      // One that is drawn open is told of, too: nobody has gone there now.
      if (!element.open || before) return;
      history.replaceState(null, "", `#${encodeURIComponent(name)}`);
      if (!body.hasChildNodes()) build();
    },
  },
    h("summary", {},
      h("span", { class: `method method-${method.toLowerCase()}` }, method),
      h("code", { class: "call-path" }, soft(path)),
      h("span", { class: "call-words", lang: "en" }, operation.summary),
      locked ? h("span", { class: "call-lock" }, icon("lock"), h("span", { class: "visually-hidden" }, say.needsKey)) : null),
    body);
  const build = () => replace(body, parts(document, method, path, operation, triedOf(kept, name)));
  if (element.open) build();
  return { element, found: [method, path, name, operation.summary].join(" ").toLowerCase() };
}

/** A path breaks at its slashes where it has to. */
const soft = (path: string): Child => path.split(/(?=\/)/).map((part, index) => (index === 0 ? part : [h("wbr"), part]));

function parts(document: Document, method: string, path: string, operation: Operation, tried: Tried): Child {
  const answers = Object.entries(operation.responses);
  return [
    operation.description ? h("p", { class: "call-told", lang: "en" }, prose(operation.description)) : null,
    operation.security !== undefined ? h("p", { class: "muted" }, say.needsKey) : null,
    tryOut(document, method, path, operation, tried),
    operation.requestBody ? [h("h3", {}, say.body), contents(document, operation.requestBody.content)] : null,
    h("h3", {}, say.answers),
    h("dl", { class: "answers" }, answers.map(([status, { description, content }]) => [
      h("dt", {}, h("span", { class: status.startsWith("2") ? "pill pill-good" : "pill" }, status)),
      h("dd", { lang: "en" }, h("p", {}, prose(description)), content ? contents(document, content) : null),
    ])),
  ];
}

/** What a body is made of, by its media type. */
function contents(document: Document, content: Content): Child {
  return Object.entries(content).map(([type, { schema }]) => {
    const told = h("div", {});
    const named = h("code", {}, type);
    if (!schema) return h("p", { class: "of-type" }, named);
    const simple = schema.$ref === undefined && schema.properties === undefined && schema.oneOf === undefined;
    if (simple) return h("p", { class: "of-type" }, named, " ", typeOf(schema));
    return h("details", {
      class: "of-type",
      ontoggle: () => {
        if (!told.hasChildNodes()) replace(told, drawSchema(document, schema));
      },
    }, h("summary", {}, named, " ", typeOf(schema)), told);
  });
}
