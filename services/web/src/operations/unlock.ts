/** The bar that says whether this tab may act, and takes the key. */

import { inWords } from "../net/api";
import { forgetKey, key, onKeyChange, tryKey } from "../net/key";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";

export function unlockBar(signal: AbortSignal): HTMLElement {
  const element = h("section", { class: "unlock card", "aria-label": "Operator’s key" });
  onKeyChange(() => {
    const open = key() !== null;
    element.dataset["locked"] = String(!open);
    const hadFocus = element.contains(document.activeElement);
    replace(element, open ? unlocked() : locked());
    if (hadFocus) element.querySelector<HTMLElement>("input, button")?.focus();
  }, signal);
  return element;
}

function unlocked(): HTMLElement {
  return h("div", { class: "unlock-row" },
    h("p", { class: "lock-state is-open", role: "status" }, icon("unlock"), h("strong", {}, "Unlocked"), h("span", { class: "muted" }, "Actions are allowed until you lock, or close this tab.")),
    h("button", { type: "button", class: "button button-small", "data-action": "lock", onclick: forgetKey }, "Lock"));
}

function locked(): HTMLElement {
  const error = h("p", { class: "field-error", id: "operator-error", role: "alert" });
  const input = h("input", {
    id: "operator-key", type: "password", autocomplete: "off", spellcheck: "false", "aria-describedby": "operator-error",
  });
  const button = h("button", { type: "submit", class: "button button-primary", "data-action": "unlock" }, "Unlock");
  return h("form", {
    class: "unlock-row", novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      void submit();
    },
  },
    h("p", { class: "lock-state" }, icon("lock"), h("strong", {}, "Locked"), h("span", { class: "muted" }, "Everything can be read; actions need the operator’s key. ", h("code", {}, "make operator-key"), " shows it.")),
    h("div", { class: "unlock-fields" }, h("label", { for: "operator-key" }, "Operator’s key"), input, button),
    error);

  async function submit(): Promise<void> {
    const typed = input.value.trim();
    if (!typed) return wrong("Paste the operator’s key.");
    button.disabled = true;
    try {
      if (!(await tryKey(typed))) wrong("This key is not right.");
    } catch (failure) {
      wrong(inWords(failure));
    } finally {
      button.disabled = false;
    }
  }

  function wrong(message: string): void {
    error.textContent = message;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}
