/** Body mass index from height and weight, in either system of units. */

import { freshId, h } from "../ui/dom";
import { decimal } from "../words/numbers";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { reading } from "./reading";

const KG_PER_LB = 0.45359237;
const M_PER_INCH = 0.0254;

/** Closed, it is one line; its boxes are built when somebody opens it. */
export function bmiConverter(use: (bmi: number) => void): HTMLElement {
  const element = h("details", { class: "converter" }, h("summary", {}, say.workItOut));
  element.addEventListener("toggle", () => {
    if (!element.open || element.childElementCount > 1) return;
    element.append(converterBody((bmi) => {
      use(bmi);
      element.open = false;
    }));
  });
  return element;
}

function converterBody(use: (bmi: number) => void): HTMLElement {
  const centimetres = box(say.height, "cm");
  const kilograms = box(say.weight, "kg");
  const feet = box(say.height, "ft");
  const inches = box(say.andInches, "in", say.inches);
  const pounds = box(say.weight, "lb");
  const metric = h("div", { class: "converter-row" }, centimetres.element, kilograms.element);
  const imperial = h("div", { class: "converter-row", hidden: true }, feet.element, inches.element, pounds.element);
  const output = h("output", { class: "converter-output", for: [centimetres, kilograms, feet, inches, pounds].map((b) => b.input.id).join(" ") }, say.enterBoth);
  const button = h("button", { type: "button", class: "button button-small", disabled: true, onclick: take }, say.useThis);

  const system = freshId("units");
  const radio = (label: string, on: boolean, row: HTMLElement, other: HTMLElement) =>
    h("label", { class: "choice" }, h("input", {
      type: "radio", name: system, checked: on,
      onchange: () => {
        row.hidden = false;
        other.hidden = true;
        work();
      },
    }), h("span", {}, label));

  let bmi: number | null = null;

  /** @param name what it is called where its label does not say */
  function box(label: string, unit: string, name = label) {
    const input = h("input", {
      id: freshId("convert"), class: "number-input", type: "text", inputmode: "decimal", autocomplete: "off",
      oninput: () => work(),
      // Enter belongs to the converter here, not to the form around it.
      onkeydown: (event) => {
        if ((event as KeyboardEvent).key !== "Enter") return;
        event.preventDefault();
        take();
      },
    });
    const element = h("div", {}, h("label", { for: input.id }, label, h("span", { class: "visually-hidden" }, say.inUnit(unit))),
      h("div", { class: "number-box" }, input, h("span", { class: "unit", "aria-hidden": "true" }, unit)));
    const typed = () => reading(input.value, { unit });
    const value = () => {
      const found = typed();
      return found.is === "number" ? found.value : null;
    };
    /** why what stands there is no number; empty where it is one, or nothing stands there */
    const wrong = () => {
      const found = typed();
      if (found.is === "ambiguous") return `${found.message}${shared.stop}`;
      return found.is === "none" && input.value.trim() !== "" ? say.mustBeNumber(name) : "";
    };
    return { input, element, value, wrong };
  }

  function work(): void {
    const height = metric.hidden
      ? (feet.value() === null ? null : ((feet.value() ?? 0) * 12 + (inches.value() ?? 0)) * M_PER_INCH)
      : (centimetres.value() === null ? null : (centimetres.value() ?? 0) / 100);
    const weight = metric.hidden ? (pounds.value() === null ? null : (pounds.value() ?? 0) * KG_PER_LB) : kilograms.value();
    const sane = height !== null && weight !== null && height > 0.5 && height < 2.8 && weight > 10 && weight < 500;
    const wrong = (metric.hidden ? [feet, inches, pounds] : [centimetres, kilograms]).map((one) => one.wrong()).find(Boolean);
    bmi = sane && !wrong ? Math.round((weight / height ** 2) * 10) / 10 : null;
    const missing = height === null || weight === null ? say.enterBoth : say.checkBoth;
    output.textContent = bmi === null ? wrong ?? missing : `${decimal(bmi, 1)} kg/m²`;
    button.disabled = bmi === null;
  }

  function take(): void {
    if (bmi !== null) use(bmi);
  }

  return h("div", { class: "converter-body" },
    h("div", { class: "segments segments-small", role: "group", "aria-label": say.units },
      radio(say.metric, true, metric, imperial), radio(say.imperial, false, imperial, metric)),
    metric, imperial,
    h("div", { class: "converter-result" }, output, button));
}
