/** Versions measured on rows that nothing learns from: a file is sent for one, and the reports are listed. */

import { api } from "../net/api";
import { key } from "../net/key";
import type { Validation } from "../net/wire/validations";
import { freshId, h, moveTo } from "../ui/dom";
import { say } from "../words/datasets";
import { say as desk } from "../words/operations";
import { say as shared } from "../words/shared";
import { dropZone } from "./drop-zone";
import { TABLE, tableWords } from "./table-file";
import { uploadList } from "./upload-list";
import { isUnderWay, validationRow } from "./validation";
import { versionChoice } from "./version-choice";

export function validationsPanel(name: string, signal: AbortSignal) {
  const list = h("ul", { class: "datasets validations" });
  const version = versionChoice("validated");
  const note = h("input", { id: freshId("note"), type: "text", maxlength: 500, autocomplete: "off", placeholder: say.whatRowsExample });
  const zone = dropZone<Validation>(name, signal, {
    path: () => {
      const query = new URLSearchParams();
      if (version.element.value) query.set("version", version.element.value);
      if (note.value.trim()) query.set("note", note.value.trim());
      return `validations${query.size > 0 ? `?${query}` : ""}`;
    },
    name: "validate",
    kind: TABLE,
    words: tableWords(name, "template-validate", say.columnsMayMiss),
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
      h("div", {}, h("label", { for: version.element.id }, shared.version), version.element),
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
    /** which versions can be validated */
    offer: version.offer,
  };
}
