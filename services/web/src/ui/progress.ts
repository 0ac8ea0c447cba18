/** A progress bar that is updated in place, so that a screen reader and the eye can follow it. */

import { say } from "../words/shared";
import { h } from "./dom";

export interface Progress {
  element: HTMLElement;
  /** progress from 0 to 1 */
  set(progress: number, text: string): void;
}

export function progressBar(label: string): Progress {
  const fill = h("div", { class: "progress-fill" });
  const element = h("div", {
    class: "progress", role: "progressbar", "aria-label": label,
    "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0,
  }, fill);
  return {
    element,
    set(progress, text) {
      const value = Math.round(Math.min(1, Math.max(0, progress)) * 100);
      element.setAttribute("aria-valuenow", String(value));
      element.setAttribute("aria-valuetext", say.progress(value, text));
      fill.style.width = `${value}%`;
    },
  };
}
