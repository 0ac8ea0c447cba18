/** Every call of the API, drawn from /openapi.json: to be read, and to be tried against this server. */

import "./docs.css";
import { DOCUMENT, openapi, type Document, type Operation } from "../net/openapi";
import { told } from "../status/trouble";
import { freshId, h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/docs";
import { say as shared } from "../words/shared";
import { drawCall, type Drawn } from "./call";
import { keyBar } from "./key";
import { prose } from "./schema";
import type { Kept } from "./tried";

/** @param signal ends when it is drawn anew */
export function showCalls(main: HTMLElement, kept: Kept, signal: AbortSignal): void {
  const place = h("div", { class: "wrap calls", "data-calls": true });
  replace(main,
    h("div", { class: "wrap page-head" },
      h("h1", {}, say.heading),
      h("p", { class: "lead" }, say.lead),
      h("p", {}, h("a", { href: DOCUMENT }, say.document))),
    place);
  if (kept.document) draw(place, kept.document, kept, signal);
  else void load();

  async function load(): Promise<void> {
    replace(place, h("p", { class: "loading", role: "status" }, shared.oneMoment));
    try {
      const document = await openapi();
      if (signal.aborted) return;
      kept.document = document;
      draw(place, document, kept, signal);
      open(place);
    } catch (error) {
      replace(place, h("div", { class: "alert alert-danger", role: "alert" }, icon("warning"), h("span", {}, told(error)),
        h("button", { type: "button", class: "button button-small", "data-action": "retry", onclick: () => void load() }, shared.tryAgain)));
    }
  }
}

function draw(place: HTMLElement, document: Document, kept: Kept, signal: AbortSignal): void {
  const groups = document.tags.map(({ name }) => ({ name, calls: callsOf(document, name, kept) })).filter(({ calls }) => calls.length > 0);
  const none = h("p", { class: "note", role: "status" });
  const search = h("input", { id: freshId("find"), type: "search", autocomplete: "off", spellcheck: "false", value: kept.search, oninput: narrow });
  const sections = groups.map(({ name, calls }) => {
    const title = freshId("tag");
    return { calls, element: h("section", { class: "call-group", "aria-labelledby": title }, h("h2", { id: title, lang: "en" }, name), calls.map(({ element }) => element)) };
  });
  replace(place,
    h("div", { class: "calls-about", lang: "en" }, document.info.description.split("\n\n").map((each) => h("p", {}, prose(each)))),
    h("div", { class: "card calls-tools" }, keyBar(kept, signal), h("div", { class: "calls-find" }, h("label", { for: search.id }, say.find), search)),
    none, sections.map(({ element }) => element));
  narrow();
  addEventListener("hashchange", () => open(place), { signal });

  /** Calls of which the path, the name or the words hold all that is looked for. */
  function narrow(): void {
    kept.search = search.value;
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { calls, element } of sections) {
      for (const call of calls) call.element.hidden = !wanted.every((word) => call.found.includes(word));
      const shown = calls.filter(({ element: { hidden } }) => !hidden).length;
      element.hidden = shown === 0;
      left += shown;
    }
    none.textContent = left === 0 ? say.noCall : "";
  }
}

/** Opens the call that the address names: /docs#retrain */
function open(place: HTMLElement): void {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const call = [...place.querySelectorAll<HTMLDetailsElement>("[data-call]")].find(({ dataset }) => dataset["call"] === wanted);
  if (!call) return;
  call.open = true;
  call.scrollIntoView({ block: "start" });
}

/** In the order of the document. */
function callsOf(document: Document, tag: string, kept: Kept): Drawn[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter((entry): entry is [string, Operation] => entry[1].tags.includes(tag))
      .map(([method, operation]) => drawCall(document, method.toUpperCase(), path, operation, kept)));
}
