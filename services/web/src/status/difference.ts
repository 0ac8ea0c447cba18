/** Whether a figure of a validation differs from the training's by more than chance. */

import type { ComparedFigure } from "../net/wire/validations";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/status";

const LOOK: Record<ComparedFigure["found"], string> = { alike: "pill-good", perhaps: "", differs: "pill-warning", "cannot tell": "" };

export function foundPill(found: ComparedFigure["found"], words?: string): HTMLElement {
  return h("span", { class: `pill ${LOOK[found] ?? ""}`.trim(), "data-found": found }, found === "alike" ? icon("check") : null, words ?? say.found[found] ?? found);
}
