/** Versions measured on rows that nothing learns from: a file is sent for one, and the reports are listed. */

import { api } from "../net/api";
import { key } from "../net/key";
import type { Validation } from "../net/wire/validations";
import type { BrokenVersion, Version } from "../net/wire/versions";
import { freshId, h, moveTo } from "../ui/dom";
import { dropZone } from "./drop-zone";
import { uploadList } from "./upload-list";
import { isUnderWay, validationRow } from "./validation";

export function validationsPanel(name: string, signal: AbortSignal) {
  const list = h("ul", { class: "datasets validations" });
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
      uploads.say("The file has arrived. It is measured now, also while a training runs.");
      uploads.wake();
    },
  });
  const uploads = uploadList<Validation>({
    signal,
    list,
    ask: async () => {
      const { validations, limits } = await api.validations(name, key(), signal);
      zone.limit(limits.bytes);
      return validations;
    },
    idOf: ({ id }) => id,
    row: (each) => validationRow(each, () => remove(each)),
    underWay: isUnderWay,
  });
  const element = h("section", { class: "card validations-panel", "aria-labelledby": "validations-title", tabindex: "-1" },
    h("h2", { id: "validations-title" }, "Validations"),
    h("p", { class: "muted" }, "How a version does on rows with a known outcome that it has not learned from, beside the figures of its training."),
    uploads.trouble, list, h("h3", {}, "Validate a version"),
    h("div", { class: "validate" },
      h("div", {}, h("label", { for: version.id }, "Version"), version),
      h("div", {}, h("label", { for: note.id }, "What the rows are ", h("span", { class: "muted" }, "(if you like)")), note)),
    zone.element, uploads.message);

  function remove({ id }: Validation): void {
    void uploads.act((held) => api.forgetValidation(name, id, held), () => {
      moveTo(element, "nearest");
      return null;
    });
  }

  return {
    element,
    first: uploads.first,
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
