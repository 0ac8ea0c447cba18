/** One question: its label, help, control, converter and error. */

import type { Field } from "../net/wire/predictors";
import { freshId, h, replace, type Child } from "../ui/dom";
import { afterPress } from "../ui/pointer";
import { plainly } from "../words/numbers";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { unknownLabel, type Control } from "./answer";
import { bmiConverter } from "./bmi";
import { choiceControl } from "./choices";
import { numberControl } from "./number";
import { written } from "./reading";
import { bounds, expectedIn } from "./typed-number";

export interface Question extends Pick<Control, "read" | "fill" | "typed" | "restore" | "focus"> {
  field: Field;
  element: HTMLElement;
  /** shows what is wrong at the field and what to take `instead`, or takes it away */
  complain(message: Child, instead?: number[]): void;
}

export function question(field: Field, changed: (question: Question) => void): Question {
  const helpId = freshId("help");
  const errorId = freshId("error");
  const error = h("p", { id: errorId, class: "field-error", "data-error-for": field.name, hidden: true });
  const ways = h("div", { class: "field-ways", hidden: true });
  const numeric = field.type === "number" || field.type === "integer";

  const self: Question = {
    field,
    element: h("div"),
    read: () => control.read(),
    fill: (value) => control.fill(value),
    typed: () => control.typed(),
    restore: (typed) => control.restore(typed),
    focus: () => control.focus(),
    complain(message, instead = []) {
      // The same again leaves the buttons where they are, for one of them may be about to be pressed.
      const offered = instead.join(" ");
      if (ways.dataset["instead"] !== offered) replace(ways, instead.map(way));
      ways.dataset["instead"] = offered;
      ways.hidden = instead.length === 0;
      const wrong = message !== null;
      replace(error, message);
      error.hidden = !wrong;
      self.element.classList.toggle("is-wrong", wrong);
      control.describe(wrong ? `${errorId} ${helpId}` : helpId, wrong);
    },
  };

  const notify = () => {
    // An error that the new answer cures goes at once; a new one waits until the field is left.
    if (!error.hidden && ["given", "unknown"].includes(control.read().state)) self.complain(null);
    changed(self);
  };
  const control: Control = numeric ? numberControl(field, notify) : choiceControl(field, notify);

  const way = (value: number) => h("button", {
    type: "button", class: "button button-small",
    onclick: () => {
      control.fill(value);
      control.focus();
    },
  }, say.useThat(written(value, expectedIn(field))));

  const help = h("p", { id: helpId, class: "field-help", hidden: !helpText(field) }, helpOf(field));
  const converter = isBmi(field) ? bmiConverter((value) => {
    control.fill(value);
    control.focus();
  }) : null;

  const labelId = freshId("label");
  /** The unit is part of the label. Where it stands in the box as well, it is only spoken. */
  const label = (tag: "label" | "p") => h(tag, { id: labelId, class: "field-label", for: control.labelled?.id }, field.label,
    field.unit ? h("span", { class: numeric ? "visually-hidden" : "label-unit" }, ` (${field.unit})`) : null);
  self.element = control.labelled
    ? h("div", { class: "field", "data-field": field.name }, label("label"), help, error, ways, control.element, converter)
    : h("div", { class: control.wide ? "field field-wide" : "field", "data-field": field.name }, label("p"), help, error, ways, control.element);
  // A group with a role, as the legend of a fieldset cannot stand beside what it names.
  if (!control.labelled) control.element.setAttribute("aria-labelledby", labelId);

  if (numeric) {
    self.element.addEventListener("focusout", () => afterPress(() => {
      const answer = control.read();
      if (answer.state === "wrong") self.complain(answer.message, answer.instead);
    }));
  }
  self.complain(null);
  return self;
}

/** What a person needs to know before answering: the declaration's help, the range, and what counts as unknown. */
function helpText(field: Field): string {
  const parts = [field.help ?? ""];
  if (field.type === "number" || field.type === "integer") {
    // The unit stands in the box already.
    parts.push(say.mayBe({ ...bounds(field), unit: "" }));
    if (field.other_units.length > 0) parts.push(say.orIn(field.other_units.map(({ unit }) => unit)));
    if (field.missing.allowed && field.missing.values.length > 0) {
      parts.push(say.countsAs(field.missing.values.map((value) => (typeof value === "number" ? plainly(value) : value)), unknownLabel(field)));
    }
  }
  return shared.sentences(parts);
}

/** With what is declared apart, which may be in another language. */
function helpOf(field: Field): Child {
  const [text, own] = [helpText(field), field.help ?? ""];
  return own !== "" && text.startsWith(own) ? [own, text.slice(own.length) || null] : text;
}

/** A number in kg/m² is worked out from height and weight, whatever its field is called. */
const isBmi = (field: Field): boolean => /^kg\s*\/\s*m[²2]$/.test(field.unit ?? "");
