/** Two versions are ticked in the list, and a link leads to what differs between them. */

import { compareAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { when } from "../words/numbers";
import { say } from "../words/versions";

/** So many can be compared at once. */
const TWO = 2;

export function comparing(name: string) {
  /** when each that is ticked was made, by its name */
  const ticked = new Map<string, string>();
  const boxes = new Map<string, HTMLInputElement>();
  const words = h("span", { role: "status" });
  const link = h("span", {});
  const element = h("p", { class: "compare-bar", "data-compare-bar": true, hidden: true }, words, link);
  tell();

  function tell(): void {
    const [first, second] = [...ticked].sort(([, a], [, b]) => Date.parse(a) - Date.parse(b)).map(([version]) => version);
    const full = first !== undefined && second !== undefined;
    for (const [version, box] of boxes) {
      box.disabled = full && !ticked.has(version);
      box.title = box.disabled ? say.untickFirst : "";
    }
    words.textContent = say.ticked[full ? TWO : ticked.size === 1 ? 1 : 0];
    replace(link,
      full ? h("a", { class: "button button-small button-primary", href: compareAddress(name, [first, second]), "data-action": "compare" }, say.compare, icon("arrow")) : null,
      ticked.size > 0 ? h("button", { type: "button", class: "button button-small button-quiet", "data-action": "untick", onclick: clear }, say.untick) : null);
  }

  function clear(): void {
    ticked.clear();
    for (const box of boxes.values()) box.checked = false;
    tell();
    boxes.values().next().value?.focus();
  }

  return {
    element,
    /** The box of one version in a list that is drawn anew; what was ticked stays so. */
    box(version: string, created: string): HTMLElement {
      const input = h("input", {
        type: "checkbox", checked: ticked.has(version), "data-tick": version, "aria-label": say.tick(when(created)),
        onchange: () => {
          if (input.checked) ticked.set(version, created);
          else ticked.delete(version);
          tell();
        },
      });
      boxes.set(version, input);
      return h("label", { class: "version-tick" }, input);
    },
    /** before a list is drawn */
    begin: () => boxes.clear(),
    /** after it: one version alone cannot be compared */
    end(): void {
      element.hidden = boxes.size < TWO;
      for (const box of boxes.values()) if (box.parentElement) box.parentElement.hidden = element.hidden;
      tell();
    },
  };
}
