/** The bar that says whether this tab may act, and takes the key. */

import { inWords } from "../net/api";
import { forgetKey, onKeyChange, own, tryKey } from "../net/key";
import type { OwnKey } from "../net/wire/keys";
import { h, replace } from "../ui/dom";
import { when } from "../words/numbers";
import { icon } from "../ui/icons";
import { inSentence } from "./role";

export function unlockBar(signal: AbortSignal): HTMLElement {
  const element = h("section", { class: "unlock card", "aria-label": "Key" });
  onKeyChange(() => {
    const mine = own();
    element.dataset["locked"] = String(mine === null);
    const hadFocus = element.contains(document.activeElement);
    replace(element, mine ? unlocked(mine) : locked());
    if (hadFocus) element.querySelector<HTMLElement>("input, button")?.focus();
  }, signal);
  return element;
}

function unlocked(mine: OwnKey): HTMLElement {
  const only = mine.predictors === null ? "" : ` for ${mine.predictors.join(", ")}`;
  const until = mine.expires === null ? "" : `, until ${when(mine.expires)}`;
  const who = mine.id === null ? "The operator’s key: everything is allowed"
    : `${mine.name}, ${inSentence(mine.role)}${only}${until}. It counts`;
  return h("div", { class: "unlock-row" },
    h("p", { class: "lock-state is-open", role: "status" }, icon("unlock"), h("strong", {}, "Unlocked"), h("span", { class: "muted", "data-own": mine.role }, `${who} until you lock, or close this tab.`)),
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
    h("p", { class: "lock-state" }, icon("lock"), h("strong", {}, "Locked"), h("span", { class: "muted" }, "Everything can be read; actions need a key: one of your own, or the operator’s, which ", h("code", {}, "make operator-key"), " shows.")),
    h("div", { class: "unlock-fields" }, h("label", { for: "operator-key" }, "Key"), input, button),
    error);

  async function submit(): Promise<void> {
    const typed = input.value.trim();
    if (!typed) return wrong("Paste your key.");
    button.disabled = true;
    try {
      const fault = await tryKey(typed);
      if (fault !== null) wrong(fault);
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
