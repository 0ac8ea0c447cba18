/** A dialog that asks for a reason before something is done, for whoever reads the history. */

import { freshId, h, replace, type Child } from "../ui/dom";
import { say } from "../words/operations";
import { say as shared } from "../words/shared";
import { ask } from "./dialog";
import { failed } from "./failure";

interface Reasoned {
  title: string;
  /** what the button says */
  verb: string;
  /** it cannot be undone, or goes against the gate */
  forced: boolean;
  signal: AbortSignal;
  /** does it, and returns what follows once the dialog is closed; what it throws is shown and the dialog stays */
  act(reason: string): Promise<() => void>;
  /** a failure in words */
  explain?(failure: unknown): Child;
}

export function askForReason({ title, verb, forced, signal, act, explain = failed }: Reasoned, ...content: Child[]): void {
  const errorId = freshId("error");
  const error = h("p", { class: "field-error", id: errorId, role: "alert" });
  const reason = h("textarea", { id: freshId("reason"), rows: 2, maxlength: 500, autocomplete: "off", "aria-required": "true", "aria-describedby": errorId, "data-reason": true });
  const confirm = h("button", { type: "submit", class: forced ? "button button-danger" : "button button-primary", "data-action": "confirm" }, verb);
  const dialog = ask({ title, forced, signal, confirm, submit }, content,
    h("label", { for: reason.id }, shared.reason, " ", h("span", { class: "muted" }, say.required)), reason, error);
  reason.focus();

  async function submit(): Promise<void> {
    const typed = reason.value.trim();
    if (!typed) {
      error.textContent = say.sayWhy;
      reason.setAttribute("aria-invalid", "true");
      return reason.focus();
    }
    confirm.disabled = true;
    error.textContent = "";
    try {
      const follow = await act(typed);
      dialog.close();
      follow();
    } catch (failure) {
      replace(error, explain(failure));
    } finally {
      confirm.disabled = false;
    }
  }
}
