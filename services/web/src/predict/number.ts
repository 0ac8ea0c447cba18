/** A number with its unit, and "not measured" where the model can do without. */

import type { Field } from "../net/wire/predictors";
import { freshId, h } from "../ui/dom";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { isMissingValue, unknownLabel, type Control } from "./answer";
import { written } from "./reading";
import { beyond, expectedIn, inOtherUnit, readNumber, understood } from "./typed-number";

export function numberControl(field: Field, changed: () => void): Control {
  const expected = expectedIn(field);
  // A text box: type="number" swallows what it cannot read, and a mouse wheel changes it unseen.
  const input = h("input", {
    id: freshId("number"), class: "number-input", "data-control": true, type: "text", autocomplete: "off", spellcheck: "false",
    inputmode: field.type === "integer" && (field.minimum ?? -1) >= 0 ? "numeric" : "decimal",
    oninput: () => {
      if (unknown) unknown.checked = false;
      note();
    },
  });
  // Room for the unit at the right, as long as it is.
  if (field.unit) input.style.paddingRight = `calc(${field.unit.length}ch + 22px)`;
  const unknown = field.missing.allowed
    ? h("input", {
        type: "checkbox", id: freshId("unknown"),
        onchange: () => {
          if (unknown?.checked) input.value = "";
          note();
        },
      })
    : null;
  const counted = h("p", { class: "field-note", role: "status", hidden: true });

  /** Tells what is typed and counts as something else, or gets no number. */
  function note(): void {
    const { found, unit } = understood(field, input.value);
    const zero = unit === null && found.is === "number" && isMissingValue(field, found.value);
    const told = zero ? [say.countsAs([input.value.trim()], unknownLabel(field))] : [inOtherUnit(field, input.value), beyond(field, input.value)];
    counted.textContent = shared.sentences(told.flatMap((each) => each ?? []));
    counted.hidden = counted.textContent === "";
    changed();
  }

  return {
    element: h("div", { class: "field-control" },
      h("div", { class: "number-row" },
        h("div", { class: "number-box" }, input, field.unit ? h("span", { class: "unit", "aria-hidden": "true" }, field.unit) : null),
        unknown ? h("label", { class: "tick" }, unknown, h("span", {}, unknownLabel(field))) : null),
      counted),
    labelled: input,
    wide: false,
    read: () => (unknown?.checked ? { state: "unknown" } : readNumber(field, input.value)),
    fill(value) {
      input.value = typeof value === "number" ? written(value, expected) : "";
      if (unknown) unknown.checked = value === null;
      note();
    },
    typed: () => (unknown?.checked ? null : input.value),
    restore(typed) {
      input.value = typed ?? "";
      if (unknown) unknown.checked = typed === null;
      note();
    },
    focus: () => input.focus(),
    describe(ids, invalid) {
      input.setAttribute("aria-describedby", ids);
      if (invalid) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}
