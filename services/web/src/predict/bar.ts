/** Where the result stands beneath the questions: what it is, at the bottom of the window, and the way to it. */

import { h, moveTo, replace, type Child } from "../ui/dom";
import { say } from "../words/answer";

export interface Bar {
  element: HTMLElement;
  show(marks: Marks, ...told: Child[]): void;
  /** whether it is of somebody who says not to be one of those studied */
  stranger(on: boolean): void;
  /** whether what it tells is of former answers */
  former(on: boolean): void;
  hide(): void;
}

interface Marks {
  /** it is of an example */
  example: boolean;
  /** hardly anybody was like this */
  guess: boolean;
}

export function resultBar(panel: HTMLElement, signal: AbortSignal): Bar {
  const words = h("span", {});
  const whose = h("span", {});
  const element = h("div", { class: "result-bar", hidden: true },
    h("button", { type: "button", "data-action": "see-result", onclick: () => moveTo(panel) },
      h("span", {}, whose, words), h("span", { class: "result-bar-way" }, say.seeResult)));
  let told = false;
  let marks: Marks = { example: false, guess: false };
  let stranger = false;
  let former = false;
  let inView = false;

  function fit(): void {
    element.hidden = !told || inView;
    // What the keyboard comes to is not hidden beneath it.
    document.documentElement.classList.toggle("has-result-bar", told);
  }

  function mark(): void {
    whose.textContent = former ? say.ofFormer : stranger ? say.ofOthers : marks.example ? say.ofExample : marks.guess ? say.ofGuess : "";
  }

  const seen = new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? false;
    fit();
  }, { rootMargin: "0px 0px -80px" });
  seen.observe(panel);
  signal.addEventListener("abort", () => {
    seen.disconnect();
    document.documentElement.classList.remove("has-result-bar");
  }, { once: true });

  return {
    element,
    show(of, ...now) {
      told = true;
      marks = of;
      former = false;
      mark();
      replace(words, ...now);
      fit();
    },
    former(on) {
      former = on;
      mark();
    },
    stranger(on) {
      stranger = on;
      mark();
    },
    hide() {
      told = false;
      fit();
    },
  };
}
