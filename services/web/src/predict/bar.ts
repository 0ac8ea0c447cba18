/** Where the result stands beneath the questions: what it is, at the bottom of the window, and the way to it. */

import { h, moveTo, replace, type Child } from "../ui/dom";

export interface Bar {
  element: HTMLElement;
  /** @param example whether it is of an example */
  show(example: boolean, ...told: Child[]): void;
  /** whether what it tells is of former answers */
  former(on: boolean): void;
  hide(): void;
}

export function resultBar(panel: HTMLElement, signal: AbortSignal): Bar {
  const words = h("span", {});
  const whose = h("span", {});
  const element = h("div", { class: "result-bar", hidden: true },
    h("button", { type: "button", "data-action": "see-result", onclick: () => moveTo(panel) },
      h("span", {}, whose, words), h("span", { class: "result-bar-way" }, "see result")));
  let told = false;
  let example = false;
  let inView = false;

  function fit(): void {
    element.hidden = !told || inView;
    // What the keyboard comes to is not hidden beneath it.
    document.documentElement.classList.toggle("has-result-bar", told);
  }

  const former = (on: boolean) => (whose.textContent = on ? "Former answers: " : example ? "Example: " : "");

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
      example = of;
      former(false);
      replace(words, ...now);
      fit();
    },
    former,
    hide() {
      told = false;
      fit();
    },
  };
}
