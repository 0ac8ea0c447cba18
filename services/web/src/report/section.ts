/** A part of a report, and a line of its lists of facts. */

import { h, type Child } from "../ui/dom";

/** A part of the report, with an address of its own. */
export function section(id: string, title: string, lead: Child, ...children: Child[]): HTMLElement {
  return h("section", { class: "card report-section", id: `report-${id}`, "data-section": id, tabindex: "-1", "aria-labelledby": `report-${id}-title` },
    h("h2", { id: `report-${id}-title` }, title), lead ? h("p", { class: "section-lead" }, lead) : null, children);
}

export const fact = (term: string, ...value: Child[]): HTMLElement[] => [h("dt", {}, term), h("dd", {}, value)];
