/** A call to be filled in and sent to this server, and what it answers. */

import { key } from "../net/key";
import { send, type Content, type Document, type Operation, type Parameter, type Sent } from "../net/openapi";
import { told } from "../status/trouble";
import { freshId, h, replace } from "../ui/dom";
import { say } from "../words/docs";
import { drawAnswer } from "./answer";
import { sampleBody } from "./sample";
import { prose, resolved, typeOf } from "./schema";
import type { Tried } from "./tried";

interface Filled {
  parameter: Parameter;
  control: HTMLInputElement | HTMLSelectElement;
}

/** @param tried what was filled in and answered before, and is from here on */
export function tryOut(document: Document, method: string, path: string, operation: Operation, tried: Tried): HTMLElement {
  const filled = (operation.parameters ?? []).map((parameter) => ({ parameter, control: control(document, parameter, tried) }));
  const body = operation.requestBody ? bodyOf(document, operation.requestBody.content, tried) : null;
  const answer = h("div", { class: "call-answer", role: "status" });
  const error = h("p", { class: "field-error", role: "alert" });
  const button = h("button", { type: "submit", class: "button button-primary", "data-action": "send" }, say.send);
  tried.show = () => void show();
  tried.show();
  return h("form", {
    class: "try", novalidate: true, autocomplete: "off", "aria-label": say.tryIt,
    onsubmit: (event) => {
      event.preventDefault();
      void go();
    },
  },
    filled.length > 0 ? h("div", { class: "parameters" }, filled.map(drawn)) : null,
    body?.element,
    h("div", { class: "try-foot" }, button, method === "GET" || operation.security === undefined ? null : h("p", { class: "muted" }, say.forReal)),
    error, answer);

  async function go(): Promise<void> {
    const open = filled.find(({ parameter, control: { value } }) => parameter.required && value === "");
    error.textContent = open ? say.isMissing(open.parameter.name) : "";
    if (open) return open.control.focus();
    button.disabled = true;
    // At once, as high as every answer is: it may come long after, and would move what is being read by then.
    answer.classList.add("is-awaited");
    const sent = request(method, path, filled, body);
    try {
      tried.answer = { sent, came: await send(sent) };
      tried.show();
    } catch (failure) {
      tried.answer = null;
      replace(answer);
      replace(error, told(failure));
    } finally {
      button.disabled = false;
    }
  }

  async function show(): Promise<void> {
    if (tried.answer === null) return;
    const { sent, came } = tried.answer;
    answer.classList.add("is-awaited");
    replace(answer, await drawAnswer(sent, came, operation.operationId));
  }
}

function control(document: Document, { name, schema }: Parameter, { values }: Tried): HTMLInputElement | HTMLSelectElement {
  const id = freshId("parameter");
  const { enum: allowed, default: otherwise } = resolved(document, schema);
  const filled = () => (values[name] = at.value);
  const at = allowed
    ? h("select", { id, onchange: filled },
      otherwise === undefined ? null : h("option", { value: "" }, say.unsaid),
      allowed.map((each) => h("option", { value: String(each) }, String(each))))
    : h("input", { id, type: "text", autocomplete: "off", spellcheck: "false", oninput: filled });
  const before = values[name];
  if (before !== undefined) at.value = before;
  return at;
}

const drawn = ({ parameter, control: at }: Filled): HTMLElement => h("div", { class: "parameter" },
  h("label", { for: at.id }, h("code", {}, parameter.name), " ", h("span", { class: "schema-type" }, at instanceof HTMLSelectElement ? "" : typeOf(parameter.schema)),
    parameter.required ? h("span", { class: "schema-required" }, say.required) : null),
  at, h("p", { class: "muted", lang: "en" }, prose(parameter.description)));

interface Body {
  element: HTMLElement;
  read(): { type: string; content: string | Blob };
}

/** Bytes are a file; everything else is written, from an example on. */
function bodyOf(document: Document, content: Content, tried: Tried): Body {
  const types = Object.keys(content);
  const type = h("select", { id: freshId("type"), onchange: change }, types.map((each) => h("option", { value: each, selected: each === tried.type }, each)));
  const text = h("textarea", { id: freshId("body"), rows: 8, spellcheck: "false", oninput: () => (tried.texts[type.value] = text.value) });
  const file = h("input", { id: freshId("file"), type: "file", onchange: () => (tried.file = file.files?.[0] ?? null) });
  if (tried.file) {
    const held = new DataTransfer();
    held.items.add(tried.file);
    file.files = held.files;
  }
  const label = h("label", {}, say.body);
  change();

  function change(): void {
    tried.type = type.value;
    const chosen = content[type.value];
    const written = chosen?.schema !== undefined && !/gzip|octet-stream/.test(type.value);
    text.hidden = !written;
    file.hidden = written;
    label.setAttribute("for", written ? text.id : file.id);
    if (chosen && written) text.value = tried.texts[type.value] ?? sampleBody(document, chosen);
    text.rows = Math.min(18, Math.max(4, text.value.split("\n").length));
  }

  return {
    element: h("div", { class: "try-body" },
      h("div", { class: "try-type" }, label, types.length > 1 ? [h("label", { class: "visually-hidden", for: type.id }, say.mediaType), type] : h("code", {}, types[0])),
      text, file),
    read: () => ({ type: type.value, content: text.hidden ? file.files?.[0] ?? new Blob() : text.value }),
  };
}

/** What is left empty is not sent. */
function request(method: string, path: string, filled: Filled[], body: Body | null): Sent {
  const given = filled.filter(({ control: { value } }) => value !== "");
  const of = (place: Parameter["in"]) => given.filter(({ parameter }) => parameter.in === place).map(({ parameter, control: { value } }) => [parameter.name, value] as const);
  const there = of("path").reduce((address, [name, value]) => address.replace(`{${name}}`, encodeURIComponent(value)), path).replace(/^\//, "");
  const query = new URLSearchParams(of("query").map(([name, value]) => [name, value])).toString();
  const { type, content } = body?.read() ?? { type: "", content: null };
  const held = key();
  return {
    method,
    path: query ? `${there}?${query}` : there,
    headers: { ...Object.fromEntries(of("header")), ...(type ? { "Content-Type": type } : {}), ...(held === null ? {} : { Authorization: `Bearer ${held}` }) },
    body: content,
  };
}
