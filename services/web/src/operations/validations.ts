/** Versions measured on rows that nothing learns from: a file is sent for one, and the reports are listed. */

import { api } from "../net/api";
import { key } from "../net/key";
import type { Validation } from "../net/wire/validations";
import type { BrokenVersion, Version } from "../net/wire/versions";
import { freshId, h, moveTo } from "../ui/dom";
import { say } from "../words/datasets";
import { say as desk } from "../words/operations";
import { say as shared } from "../words/shared";
import { dropZone } from "./drop-zone";
import { uploadList } from "./upload-list";
import { isUnderWay, validationRow } from "./validation";

export function validationsPanel(name: string, signal: AbortSignal) {
  const list = h("ul", { class: "datasets validations" });
  const version = h("select", { id: freshId("validated"), "data-validated": true }, h("option", { value: "" }, say.theChampionItself));
  const note = h("input", { id: freshId("note"), type: "text", maxlength: 500, autocomplete: "off", placeholder: say.whatRowsExample });
  const zone = dropZone<Validation>(name, signal, {
    path: () => {
      const query = new URLSearchParams();
      if (version.value) query.set("version", version.value);
      if (note.value.trim()) query.set("note", note.value.trim());
      return `validations${query.size > 0 ? `?${query}` : ""}`;
    },
    name: "validate",
    then: say.columnsMayMiss,
    arrived: () => {
      note.value = "";
      uploads.say(say.measuredNow);
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
    h("h2", { id: "validations-title" }, say.validations),
    h("p", { class: "muted" }, say.validationsLead),
    uploads.trouble, list, h("h3", {}, say.validate),
    h("div", { class: "validate" },
      h("div", {}, h("label", { for: version.id }, shared.version), version),
      h("div", {}, h("label", { for: note.id }, say.whatRows, " ", h("span", { class: "muted" }, desk.optional)), note)),
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
      const named = (each: Version) => shared.list([each.version, each.champion ? say.versionIs.champion : each.withdrawn ? say.versionIs.withdrawn : each.outcome === "promoted" ? "" : say.versionIs[each.outcome]].filter(Boolean));
      const offered = JSON.stringify(whole.map(named));
      if (version.dataset["offered"] === offered) return;
      version.dataset["offered"] = offered;
      version.replaceChildren(h("option", { value: "" }, say.theChampionItself), ...whole.map((each) => h("option", { value: each.version }, named(each))));
      version.value = whole.some((each) => each.version === chosen) ? chosen : "";
    },
  };
}
