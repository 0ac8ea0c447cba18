/** The bar that says whether this tab may act, and takes the key. */

import { forgetKey, onKeyChange, own, tryKey } from "../net/key";
import type { OwnKey } from "../net/wire/keys";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/keys";
import { when } from "../words/numbers";
import { say as shared } from "../words/shared";
import { failed } from "./failure";

/** Milliseconds: what moves so soon after a key was sent is seen as what the press has done. */
const AT_ONCE = 200;

export function unlockBar(signal: AbortSignal): HTMLElement {
  const element = h("section", { class: "unlock card", role: "group", "aria-label": say.key });
  let sent = -Infinity;
  element.addEventListener("submit", () => (sent = performance.now()));
  onKeyChange(() => {
    const mine = own();
    element.dataset["locked"] = String(mine === null);
    // What stands below stays where it is where the answer comes late: somebody may be reading it by then.
    const late = element.offsetHeight > 0 && performance.now() - sent > AT_ONCE;
    element.style.minHeight = late && mine !== null ? `${element.offsetHeight}px` : "";
    const hadFocus = element.contains(document.activeElement);
    replace(element, mine ? unlocked(mine) : locked());
    if (hadFocus) element.querySelector<HTMLElement>("input,button")?.focus();
  }, signal);
  return element;
}

function unlocked(mine: OwnKey): HTMLElement {
  const only = mine.predictors === null ? "" : shared.list(mine.predictors);
  const who = mine.id === null ? say.operatorKey : say.namedKey(mine.name, say.asRole[mine.role], only, mine.expires === null ? "" : when(mine.expires));
  return h("div", { class: "unlock-row" },
    h("p", { class: "lock-state is-open", role: "status" }, icon("unlock"), h("strong", {}, say.unlocked), h("span", { class: "muted", "data-own": mine.role }, who)),
    h("button", { type: "button", class: "button button-small", "data-action": "lock", onclick: forgetKey }, say.lock));
}

function locked(): HTMLElement {
  const error = h("p", { class: "field-error", id: "operator-error", role: "alert" });
  const input = h("input", {
    id: "operator-key", type: "password", autocomplete: "off", spellcheck: "false", "aria-describedby": "operator-error",
  });
  const button = h("button", { type: "submit", class: "button button-primary", "data-action": "unlock" }, say.unlock);
  return h("form", {
    class: "unlock-row", novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      void submit();
    },
  },
    h("p", { class: "lock-state" }, icon("lock"), h("strong", {}, say.locked), h("span", { class: "muted" }, say.lockedLead[0], h("code", {}, "make operator-key"), say.lockedLead[1])),
    h("div", { class: "unlock-fields" }, h("label", { for: "operator-key" }, say.key), input, button),
    error);

  async function submit(): Promise<void> {
    const typed = input.value.trim();
    if (!typed) return wrong(say.paste);
    button.disabled = true;
    try {
      const fault = await tryKey(typed);
      if (fault !== null) wrong(fault);
    } catch (failure) {
      wrong(failed(failure));
    } finally {
      button.disabled = false;
    }
  }

  function wrong(message: Child): void {
    replace(error, message);
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}
