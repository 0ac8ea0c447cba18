/** Whether a figure of a validation differs from the training's by more than chance. */

import type { ComparedFigure } from "../net/wire/validations";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";

const FOUND: Record<ComparedFigure["found"], [string, string]> = {
  alike: ["Within chance", "pill pill-good"],
  perhaps: ["Perhaps", "pill"],
  differs: ["Differs", "pill pill-warning"],
  "cannot tell": ["Cannot tell", "pill"],
};

export function foundPill(found: ComparedFigure["found"], words?: string): HTMLElement {
  const [label, look] = FOUND[found] ?? [found, "pill"];
  return h("span", { class: look, "data-found": found }, found === "alike" ? icon("check") : null, words ?? label);
}
