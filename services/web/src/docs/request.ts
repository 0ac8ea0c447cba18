/** A call to be filled in and sent to this server, and what it answers. */

import { key } from "../net/key";
import { send, type Content, type Document, type Operation, type Parameter, type Sent } from "../net/openapi";
import { told } from "../status/trouble";
import { freshId, h, replace } from "../ui/dom";
import { say } from "../words/docs";
import { drawAnswer } from "./answer";
import { sampleBody } from "./sample";
import { prose, resolved, typeOf } from "./schema";

interface Filled {
  parameter: Parameter;
  control: HTMLInputElement | HTMLSelectElement;
}

export function tryOut(document: Document, method: string, path: string, operation: Operation): HTMLElement {
  const filled = (operation.parameters ?? []).map((parameter) => ({ parameter, control: control(document, parameter) }));
  const body = operation.requestBody ? bodyOf(document, operation.requestBody.content) : null;
  const answer = h("div", { class: "call-answer", role: "status" });
  const error = h("p", { class: "field-error", role: "alert" });
  const button = h("button", { type: "submit", class: "button button-primary", "data-action": "send" }, say.send);
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
      replace(answer, await drawAnswer(sent, await send(sent), operation.operationId));
    } catch (failure) {
      replace(answer);
      replace(error, told(failure));
    } finally {
      button.disabled = false;
    }
  }
}

function control(document: Document, { schema }: Parameter): HTMLInputElement | HTMLSelectElement {
  const id = freshId("parameter");
  const { enum: allowed, default: otherwise } = resolved(document, schema);
  if (!allowed) return h("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
  return h("select", { id },
    otherwise === undefined ? null : h("option", { value: "" }, say.unsaid),
    allowed.map((each) => h("option", { value: String(each) }, String(each))));
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
function bodyOf(document: Document, content: Content): Body {
  const types = Object.keys(content);
  const type = h("select", { id: freshId("type"), onchange: change }, types.map((each) => h("option", { value: each }, each)));
  const text = h("textarea", { id: freshId("body"), rows: 8, spellcheck: "false" });
  const file = h("input", { id: freshId("file"), type: "file" });
  const label = h("label", {}, say.body);
  change();

  function change(): void {
    const chosen = content[type.value];
    const written = chosen?.schema !== undefined && !/gzip|octet-stream/.test(type.value);
    text.hidden = !written;
    file.hidden = written;
    label.setAttribute("for", written ? text.id : file.id);
    if (chosen && written) text.value = sampleBody(document, chosen);
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
