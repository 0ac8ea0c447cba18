/** Body mass index from height and weight, in either system of units. */

import { freshId, h } from "../ui/dom";
import { reading } from "./reading";

const KG_PER_LB = 0.45359237;
const M_PER_INCH = 0.0254;

/** Closed, it is one line; its boxes are built when somebody opens it. */
export function bmiConverter(use: (bmi: number) => void): HTMLElement {
  const element = h("details", { class: "converter" }, h("summary", {}, "Work it out from height and weight"));
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
  const centimetres = box("Height", "cm");
  const kilograms = box("Weight", "kg");
  const feet = box("Height", "ft");
  const inches = box("and", "in");
  const pounds = box("Weight", "lb");
  const metric = h("div", { class: "converter-row" }, centimetres.element, kilograms.element);
  const imperial = h("div", { class: "converter-row", hidden: true }, feet.element, inches.element, pounds.element);
  const output = h("output", { class: "converter-output", for: [centimetres, kilograms, feet, inches, pounds].map((b) => b.input.id).join(" ") }, "Enter both");
  const button = h("button", { type: "button", class: "button button-small", disabled: true, onclick: take }, "Use this");

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

  function box(label: string, unit: string) {
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
    const element = h("div", {}, h("label", { for: input.id }, label, h("span", { class: "visually-hidden" }, ` in ${unit}`)),
      h("div", { class: "number-box" }, input, h("span", { class: "unit", "aria-hidden": "true" }, unit)));
    const typed = () => reading(input.value, { unit });
    const value = () => {
      const found = typed();
      return found.is === "number" ? found.value : null;
    };
    /** why what stands there is no number; empty where it is one, or nothing stands there */
    const wrong = () => {
      const found = typed();
      if (found.is === "ambiguous") return `${found.message}.`;
      return found.is === "none" && input.value.trim() !== "" ? `${label === "and" ? "Inches" : label} must be a number.` : "";
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
    const missing = height === null || weight === null ? "Enter both" : "Please check height and weight";
    output.textContent = bmi === null ? wrong ?? missing : `${bmi.toFixed(1)} kg/m²`;
    button.disabled = bmi === null;
  }

  function take(): void {
    if (bmi !== null) use(bmi);
  }

  return h("div", { class: "converter-body" },
    h("div", { class: "segments segments-small", role: "group", "aria-label": "Units" },
      radio("cm and kg", true, metric, imperial), radio("ft, in and lb", false, imperial, metric)),
    metric, imperial,
    h("div", { class: "converter-result" }, output, button));
}
