/** Versions measured on rows that nothing learns from: a file is sent for one, and the reports are listed. */

import { api, inWords } from "../net/api";
import { key, onKeyChange, withKey } from "../net/key";
import { keepAsking } from "../net/poll";
import type { Validation } from "../net/wire/validations";
import type { BrokenVersion, Version } from "../net/wire/versions";
import { freshId, h, moveTo, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { dropZone } from "./drop-zone";
import { isUnderWay, validationRow } from "./validation";

export function validationsPanel(name: string, signal: AbortSignal) {
  const list = h("ul", { class: "datasets validations" });
  const message = h("div", { role: "status" });
  const trouble = h("div", { role: "status" });
  const version = h("select", { id: freshId("validated"), "data-validated": true }, h("option", { value: "" }, "The champion"));
  const note = h("input", { id: freshId("note"), type: "text", maxlength: 500, autocomplete: "off", placeholder: "Ward 3, spring 2026" });
  const zone = dropZone<Validation>(name, signal, {
    path: () => {
      const query = new URLSearchParams();
      if (version.value) query.set("version", version.value);
      if (note.value.trim()) query.set("note", note.value.trim());
      return `validations${query.size > 0 ? `?${query}` : ""}`;
    },
    name: "validate",
    then: "The columns that say whose, where and when may be missing. Nothing learns from the rows: they are deleted once they were measured.",
    arrived: () => {
      note.value = "";
      say("The file has arrived. It is measured now, also while a training runs.", true);
      wake();
    },
  });
  const element = h("section", { class: "card validations-panel", "aria-labelledby": "validations-title", tabindex: "-1" },
    h("h2", { id: "validations-title" }, "Validations"),
    h("p", { class: "muted" }, "How a version does on rows with a known outcome that it has not learned from, beside the figures of its training."),
    trouble, list, h("h3", {}, "Validate a version"),
    h("div", { class: "validate" },
      h("div", {}, h("label", { for: version.id }, "Version"), version),
      h("div", {}, h("label", { for: note.id }, "What the rows are ", h("span", { class: "muted" }, "(if you like)")), note)),
    zone.element, message);
  const rows = new Map<string, { element: HTMLElement; drawn: string }>();
  let latest: Validation[] = [];
  let wake: () => void = () => undefined;

  function say(text: string, good: boolean): void {
    replace(message, h("p", { class: good ? "alert alert-info" : "alert alert-danger" }, icon(good ? "info" : "warning"), h("span", {}, text)));
  }

  /** A row is drawn anew only when it changed. */
  function show(validations: Validation[]): void {
    const order = validations.map((each) => {
      const drawn = JSON.stringify([each, key() === null]);
      const known = rows.get(each.id);
      if (known?.drawn === drawn) return known.element;
      const row = validationRow(each, () => void remove(each));
      if (known?.element.isConnected) known.element.replaceWith(row);
      rows.set(each.id, { element: row, drawn });
      return row;
    });
    if (order.length !== list.childElementCount || order.some((row, index) => list.children[index] !== row)) list.replaceChildren(...order);
  }

  async function remove({ id }: Validation): Promise<void> {
    try {
      await withKey((held) => api.forgetValidation(name, id, held));
      rows.delete(id);
      replace(message);
      moveTo(element, "nearest");
    } catch (error) {
      say(inWords(error), false);
    }
    wake();
  }

  onKeyChange(() => show(latest), signal);
  void keepAsking(async () => {
    try {
      const answer = await api.validations(name, key(), signal);
      latest = answer.validations;
      zone.limit(answer.limits.bytes);
      show(latest);
      replace(trouble);
    } catch (error) {
      if (signal.aborted) return null;
      replace(trouble, h("p", { class: "alert alert-danger" }, icon("warning"), h("span", {}, inWords(error))));
    }
    await rest(latest.some(isUnderWay) ? 1000 : 10_000);
    return 0;
  }, signal);

  /** Waits, unless somebody has something new. */
  const rest = (milliseconds: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });

  return {
    element,
    /** which versions can be validated, newest first; what is chosen stays chosen */
    offer(versions: (Version | BrokenVersion)[]): void {
      const chosen = version.value;
      const whole = versions.filter((each): each is Version => !("broken" in each));
      const named = (each: Version) => [each.version, each.champion ? "champion" : each.withdrawn ? "withdrawn" : each.outcome === "promoted" ? "" : each.outcome].filter(Boolean).join(", ");
      const offered = JSON.stringify(whole.map(named));
      if (version.dataset["offered"] === offered) return;
      version.dataset["offered"] = offered;
      version.replaceChildren(h("option", { value: "" }, "The champion"), ...whole.map((each) => h("option", { value: each.version }, named(each))));
      version.value = whole.some((each) => each.version === chosen) ? chosen : "";
    },
  };
}
