/** A slider along the thresholds that can be looked at. */

import { freshId, h } from "../ui/dom";
import { ofHundred, percent } from "../words/numbers";
import { say } from "../words/report-figures";
import type { LookedAt } from "./looked-at";

/** Null where there is but one threshold to look at. */
export function thresholdSlider(looked: LookedAt): HTMLElement | null {
  const { points, home, inUse } = looked;
  if (points.length < 2) return null;
  const id = freshId("threshold");
  const words = h("output", { for: id, class: "slider-value" });
  const slider = h("input", { id, type: "range", min: 0, max: points.length - 1, step: 1, value: home, "data-threshold-slider": true, oninput: () => looked.look(slider.valueAsNumber) });
  const back = h("button", { type: "button", class: "button button-small", "data-action": "threshold-in-use", onclick: () => {
    looked.look(null);
    slider.focus();
  } }, say.backToThreshold(ofHundred(inUse.threshold)));

  function show(): void {
    const { threshold, sensitivity, flagged } = looked.rates();
    const away = looked.away();
    if (!away) slider.value = String(home);
    words.textContent = say.tried(ofHundred(threshold), !away);
    slider.setAttribute("aria-valuetext", say.triedAloud(words.textContent, percent(sensitivity.estimate, 0), percent(flagged.estimate, 0)));
    // Hidden, not gone: nothing below it moves.
    back.classList.toggle("is-hidden", !away);
    back.disabled = !away;
  }
  looked.follow(show);
  show();
  return h("div", { class: "threshold-slider" },
    h("label", { for: id }, say.tryThreshold), words, slider, back,
    h("p", { class: "muted" }, say.nothingChanged));
}
