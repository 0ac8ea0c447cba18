/** The line over a result: that it follows the answers, what a change has made of it, or that it is one of former answers. */

import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { inPieces } from "../ui/pieces";
import { say } from "../words/answer";
import { say as shared } from "../words/shared";
import { changeInWords, type Change } from "./change";

export interface Line {
  element: HTMLElement;
  /** the result is that of the answers; the way back, where a change has led to it */
  settled(change: Change | null, back: () => void): void;
  /** the answers have changed, and are asked about */
  pending(): void;
  /** the result stays that of former answers, and why */
  behind(why: Child, retry?: () => void): void;
  /** says again what was said before the answers changed, which they have not after all */
  again(): void;
}

export function resultLine(label: (name: string) => string): Line {
  const words = h("p", {});
  let act: (() => void) | null = null;
  // One button for all, so that the keyboard keeps its place on it while the words change.
  const button = h("button", { type: "button", class: "button button-small", "data-action": "back", onclick: () => act?.() });
  const element = h("div", { class: "result-line" }, words, button);
  let last = () => {};

  function show(state: string, way: [name: string, go: () => void] | null, ...told: Child[]): void {
    element.dataset["follows"] = state;
    replace(words, ...told);
    act = way?.[1] ?? null;
    // While it is being worked out, the button waits in its place.
    if (state === "pending") return button.setAttribute("aria-disabled", "true");
    button.removeAttribute("aria-disabled");
    button.hidden = way === null;
    if (way) button.textContent = way[0];
  }

  return {
    element,
    settled(change, back) {
      last = () => {
        if (change === null) return show("hint", null, say.changeHint);
        show("change", [change.undone ? say.redo : say.undo, back], inPieces(changeInWords(change, label)));
      };
      last();
    },
    pending: () => show("pending", null, say.changing),
    behind: (why, retry) => show("behind", retry ? [shared.tryAgain, retry] : null,
      icon("warning"), h("span", {}, h("strong", {}, say.former), why)),
    again: () => last(),
  };
}
