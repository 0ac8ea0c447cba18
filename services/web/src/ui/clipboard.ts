/** Puts a text where it can be pasted from. */

import { h } from "./dom";

/** False where the browser lets no page do so: it has to be marked and copied by hand then. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS there is no such thing, but the old way.
    return copyMarked(text);
  }
}

function copyMarked(text: string): boolean {
  const box = h("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1", readonly: true });
  const before = document.activeElement;
  box.value = text;
  document.body.append(box);
  box.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // It is forbidden as well.
  }
  box.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
