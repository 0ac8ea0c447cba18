/** A number with its unit, and "not measured" where the model can do without. */

import type { Field } from "../net/wire/predictors";
import { freshId, h } from "../ui/dom";
import { isMissingValue, unknownLabel, type Answer, type Control } from "./answer";
import { reading, written, type Expected } from "./reading";

const THOUSAND = 1000;

export function numberControl(field: Field, changed: () => void): Control {
  const expected = expectedIn(field);
  // A text box: type="number" swallows what it cannot read, and a mouse wheel changes it unseen.
  const input = h("input", {
    id: freshId("number"), class: "number-input", "data-control": true, type: "text", autocomplete: "off", spellcheck: "false",
    inputmode: field.type === "integer" && (field.minimum ?? -1) >= 0 ? "numeric" : "decimal",
    oninput: () => {
      if (unknown) unknown.checked = false;
      countUnknown();
    },
  });
  // Room for the unit at the right, as long as it is.
  if (field.unit) input.style.paddingRight = `calc(${field.unit.length}ch + 22px)`;
  const unknown = field.missing.allowed
    ? h("input", {
        type: "checkbox", id: freshId("unknown"),
        onchange: () => {
          if (unknown?.checked) input.value = "";
          countUnknown();
        },
      })
    : null;
  const counted = h("p", { class: "field-note", role: "status", hidden: true });

  function countUnknown(): void {
    const typed = reading(input.value, expected);
    const value = typed.is === "number" ? typed.value : null;
    const zero = value !== null && isMissingValue(field, value);
    const note = zero ? `${input.value.trim()} counts as “${unknownLabel(field)}”.` : beyond(field, value);
    counted.hidden = note === "";
    counted.textContent = note;
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
    read: () => (unknown?.checked ? { state: "unknown" } : readNumber(field, input.value, expected)),
    fill(value) {
      input.value = typeof value === "number" ? written(value, expected) : "";
      if (unknown) unknown.checked = value === null;
      countUnknown();
    },
    typed: () => (unknown?.checked ? null : input.value),
    restore(typed) {
      input.value = typed ?? "";
      if (unknown) unknown.checked = typed === null;
      countUnknown();
    },
    focus: () => input.focus(),
    describe(ids, invalid) {
      input.setAttribute("aria-describedby", ids);
      if (invalid) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

/** 1.200 may be a thousand and more where the field holds such numbers. */
const expectedIn = ({ unit, minimum, maximum }: Field): Expected =>
  ({ unit, thousands: !(minimum !== null && minimum > -THOUSAND && maximum !== null && maximum < THOUSAND) });

function readNumber(field: Field, text: string, expected: Expected): Answer {
  if (text.trim() === "") return { state: "empty" };
  const typed = reading(text, expected);
  if (typed.is === "ambiguous") return { state: "wrong", message: `${typed.message}.` };
  if (typed.is === "none") return { state: "wrong", message: `Enter a number${range(field)}.` };
  const { value } = typed;
  if (isMissingValue(field, value)) return { state: "unknown" };
  if (field.type === "integer" && !Number.isInteger(value)) return { state: "wrong", message: `Enter a whole number${range(field)}.` };
  const low = field.minimum !== null && value < field.minimum;
  const high = field.maximum !== null && value > field.maximum;
  const why = low ? field.below : high ? field.above : null;
  // Possible, and beyond what was studied: whoever answers says that there is no number.
  if ((low || high) && why === null) return { state: "wrong", message: `This must be${range(field)}.` };
  return { state: "given", value };
}

/** "No number is given above 69 years.", where the rows end before `value`. */
function beyond(field: Field, value: number | null): string {
  if (value === null) return "";
  const unit = field.unit ? ` ${field.unit}` : "";
  if (field.above !== null && field.maximum !== null && value > field.maximum) return `No number is given above ${field.maximum}${unit}.`;
  return field.below !== null && field.minimum !== null && value < field.minimum ? `No number is given below ${field.minimum}${unit}.` : "";
}

/** " between 10 and 100 kg/m²", or nothing where everything goes */
export function range(field: Field): string {
  // As it may be typed: 1000, not 1,000.
  const bound = (value: number): string => written(value, expectedIn(field));
  const unit = field.unit ? ` ${field.unit}` : "";
  if (field.minimum !== null && field.maximum !== null) return ` between ${bound(field.minimum)} and ${bound(field.maximum)}${unit}`;
  if (field.minimum !== null) return ` at least ${bound(field.minimum)}${unit}`;
  if (field.maximum !== null) return ` at most ${bound(field.maximum)}${unit}`;
  return "";
}
