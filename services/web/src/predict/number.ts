/** A number with its unit, and "not measured" where the model can do without. */

import { freshId, h } from "../dom";
import { plainNumber } from "../format";
import type { Field } from "../wire";
import { isMissingValue, unknownLabel, type Answer, type Control } from "./answer";

export function numberControl(field: Field, changed: () => void): Control {
  // A text box: type="number" swallows what it cannot read, and a mouse wheel changes it unseen.
  const input = h("input", {
    id: freshId("number"), class: "number-input", "data-control": true, type: "text", autocomplete: "off", spellcheck: "false",
    inputmode: field.type === "integer" && (field.minimum ?? -1) >= 0 ? "numeric" : "decimal",
    oninput: () => {
      if (unknown) unknown.checked = false;
      tell();
    },
  });
  // Room for the unit at the right, as long as it is.
  if (field.unit) input.style.paddingRight = `calc(${field.unit.length}ch + 22px)`;
  const unknown = field.missing.allowed
    ? h("input", {
        type: "checkbox", id: freshId("unknown"),
        onchange: () => {
          if (unknown?.checked) input.value = "";
          tell();
        },
      })
    : null;
  const counted = h("p", { class: "field-note", role: "status", hidden: true });

  function tell(): void {
    const value = parse(input.value);
    const zero = input.value.trim() !== "" && value !== null && isMissingValue(field, value);
    counted.hidden = !zero;
    counted.textContent = zero ? `${input.value.trim()} counts as “${unknownLabel(field)}”.` : "";
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
      input.value = typeof value === "number" ? String(value) : "";
      if (unknown) unknown.checked = value === null;
      tell();
    },
    focus: () => input.focus(),
    describe(ids, invalid) {
      input.setAttribute("aria-describedby", ids);
      if (invalid) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

/** Takes 26.6 and 26,6; null for anything that is no number. */
export function parse(text: string): number | null {
  const tidy = text.trim().replace(",", ".").replace("−", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(tidy) ? Number(tidy) : null;
}

function readNumber(field: Field, text: string): Answer {
  if (text.trim() === "") return { state: "empty" };
  const value = parse(text);
  if (value === null) return { state: "wrong", message: `Enter a number${range(field)}.` };
  if (isMissingValue(field, value)) return { state: "unknown" };
  if (field.type === "integer" && !Number.isInteger(value)) return { state: "wrong", message: `Enter a whole number${range(field)}.` };
  const low = field.minimum !== null && value < field.minimum;
  const high = field.maximum !== null && value > field.maximum;
  if (low || high) return { state: "wrong", message: `This must be${range(field)}.` };
  return { state: "given", value };
}

/** " between 10 and 100 kg/m²", or nothing where everything goes */
export function range(field: Field): string {
  const unit = field.unit ? ` ${field.unit}` : "";
  if (field.minimum !== null && field.maximum !== null) return ` between ${plainNumber(field.minimum)} and ${plainNumber(field.maximum)}${unit}`;
  if (field.minimum !== null) return ` at least ${plainNumber(field.minimum)}${unit}`;
  if (field.maximum !== null) return ` at most ${plainNumber(field.maximum)}${unit}`;
  return "";
}
