/** Choosing one of several: a row of buttons, a stack, or a list, by how much there is to read. */

import type { InputValue } from "../net/wire/predictions";
import type { Field } from "../net/wire/predictors";
import { freshId, h } from "../ui/dom";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { unknownLabel, type Answer, type Control } from "./answer";

interface Option {
  value: InputValue;
  label: string;
}

/** Choices of a field in order, with "don't know" last where it is allowed. */
function options(field: Field): Option[] {
  const given: Option[] = field.type === "boolean"
    ? (field.choices?.length ? field.choices.map(asBoolean) : [{ value: true, label: shared.yes }, { value: false, label: shared.no }])
    : (field.choices ?? []);
  return field.missing.allowed ? [...given, { value: null, label: unknownLabel(field) }] : given;
}

const asBoolean = ({ value, label }: { value: unknown; label: string }): Option => ({ value: value === true || value === "true", label });

/** A row of buttons stays readable up to five short labels; up to five longer ones are stacked; more become a list. */
export function choiceControl(field: Field, changed: () => void): Control {
  const all = options(field);
  const longest = Math.max(...all.map((option) => option.label.length));
  if (all.length > 5) return listControl(all, changed);
  return radioControl(all, longest <= 14 ? "segments" : "stack", changed);
}

function radioControl(all: Option[], look: "segments" | "stack", changed: () => void): Control {
  const name = freshId("choice");
  const radios = all.map((option) => h("input", { type: "radio", name, value: spelled(option), autocomplete: "off", onchange: changed }));
  const element = h("div", { class: `${look} field-control`, role: "radiogroup" },
    all.map((option, index) => h("label", { class: "choice" }, radios[index], h("span", {}, option.label))));
  return {
    element,
    labelled: null,
    wide: look === "stack" || all.length > 2,
    read: () => answer(all[radios.findIndex((radio) => radio.checked)]),
    fill(value) {
      radios.forEach((radio, index) => (radio.checked = all[index]?.value === value));
      changed();
    },
    typed: () => typedOf(all[radios.findIndex((radio) => radio.checked)]),
    restore(typed) {
      radios.forEach((radio, index) => (radio.checked = typedOf(all[index]) === typed));
      changed();
    },
    focus: () => (radios.find((radio) => radio.checked) ?? radios[0])?.focus(),
    describe(ids, invalid) {
      element.setAttribute("aria-describedby", ids);
      if (invalid) element.setAttribute("aria-invalid", "true");
      else element.removeAttribute("aria-invalid");
    },
  };
}

function listControl(all: Option[], changed: () => void): Control {
  const select = h("select", { id: freshId("list"), "data-control": true, autocomplete: "off", onchange: changed },
    h("option", { value: "" }, say.choose),
    all.map((option) => h("option", { value: spelled(option) }, option.label)));
  return {
    element: h("div", { class: "select-box field-control" }, select),
    labelled: select,
    wide: false,
    read: () => answer(all[select.selectedIndex - 1]),
    fill(value) {
      select.selectedIndex = all.findIndex((option) => option.value === value) + 1;
      changed();
    },
    typed: () => typedOf(all[select.selectedIndex - 1]),
    restore(typed) {
      select.selectedIndex = all.findIndex((option) => typedOf(option) === typed) + 1;
      changed();
    },
    focus: () => select.focus(),
    describe(ids, invalid) {
      select.setAttribute("aria-describedby", ids);
      if (invalid) select.setAttribute("aria-invalid", "true");
      else select.removeAttribute("aria-invalid");
    },
  };
}

/** For the markup alone; what is sent comes from the option itself, with its type. */
const spelled = (option: Option): string => (option.value === null ? "unknown" : String(option.value));

const typedOf = (option: Option | undefined): string | null => (!option ? "" : option.value === null ? null : String(option.value));

function answer(option: Option | undefined): Answer {
  if (!option) return { state: "empty" };
  return option.value === null ? { state: "unknown" } : { state: "given", value: option.value };
}
