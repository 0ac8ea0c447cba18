/** Waits for a press of the pointer to be over. */

let pressed = false;

for (const [event, state] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]] as const) {
  document.addEventListener(event, () => (pressed = state), { capture: true, passive: true });
}

/**
 * Does something once no click is under way. A field is left when the pointer goes down on the next
 * one: were an error to appear there and then, it would move what is about to be clicked.
 */
export function afterPress(act: () => void): void {
  if (!pressed) return act();
  const released = () => setTimeout(act);
  document.addEventListener("pointerup", released, { once: true });
}
