/** Whether a figure of a validation differs from the training's by more than chance. */

import type { ComparedFigure } from "../net/wire/validations";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/status";

const LOOK: Record<ComparedFigure["found"], string> = { alike: "pill pill-good", perhaps: "pill", differs: "pill pill-warning", "cannot tell": "pill" };

export function foundPill(found: ComparedFigure["found"], words?: string): HTMLElement {
  return h("span", { class: LOOK[found] ?? "pill", "data-found": found }, found === "alike" ? icon("check") : null, words ?? say.found[found] ?? found);
}
