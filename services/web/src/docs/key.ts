/** The key that calls are tried with: this tab's, the same as at the desk. */

import { forgetKey, key, onKeyChange, tryKey } from "../net/key";
import { told } from "../status/trouble";
import { freshId, h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/docs";
import type { Kept } from "./tried";

export function keyBar(kept: Kept, signal: AbortSignal): HTMLElement {
  const element = h("div", { class: "calls-key", role: "group", "aria-label": say.key });
  onKeyChange(() => replace(element, key() === null ? form(kept) : held()), signal);
  return element;
}

const held = (): HTMLElement[] => [
  h("p", { class: "key-state", role: "status" }, icon("unlock"), say.keyHeld),
  h("button", { type: "button", class: "button button-small", "data-action": "lock", onclick: forgetKey }, say.forget),
];

function form(kept: Kept): HTMLElement {
  const error = h("p", { class: "field-error", role: "alert", id: freshId("key-error") });
  const input = h("input", { id: "docs-key", type: "password", autocomplete: "off", spellcheck: "false", "aria-describedby": error.id, oninput: () => (kept.key = input.value) });
  input.value = kept.key;
  const button = h("button", { type: "submit", class: "button", "data-action": "unlock" }, say.unlock);
  return h("form", {
    class: "key-form", novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      void submit();
    },
  }, h("label", { for: input.id }, say.key), h("div", { class: "key-row" }, input, button), error);

  async function submit(): Promise<void> {
    button.disabled = true;
    let fault: Child;
    try {
      fault = await tryKey(input.value.trim());
      if (fault === null) kept.key = "";
    } catch (failure) {
      fault = told(failure);
    }
    button.disabled = false;
    replace(error, fault);
    if (fault !== null) input.focus();
  }
}
