/** Asks for a reason before a version is taken out of use: for good, so it says what that means. */

import { api, inWords, Problem, type Tagged } from "../net/api";
import { withKey } from "../net/key";
import type { ChampionAnswer } from "../net/wire/versions";
import { freshId, h } from "../ui/dom";
import { when } from "../ui/format";
import { ask } from "./dialog";

/** What is known of a version wherever it may be withdrawn. */
export interface Withdrawable {
  version: string;
  created?: string;
  candidate_label?: string;
}

interface Withdrawing {
  name: string;
  version: Withdrawable;
  /** the state on which the operator decides; without one whatever stands now is meant */
  seen: Tagged<ChampionAnswer> | null;
  signal: AbortSignal;
  done(): void;
}

export function confirmWithdrawal({ name, version, seen, signal, done }: Withdrawing): void {
  const errorId = freshId("error");
  const error = h("p", { class: "field-error", id: errorId, role: "alert" });
  const reason = h("textarea", { id: freshId("withdraw-reason"), rows: 2, maxlength: 500, autocomplete: "off", "aria-required": "true", "aria-describedby": errorId, "data-reason": true });
  const confirm = h("button", { type: "submit", class: "button button-danger", "data-action": "confirm" }, "Withdraw");
  const dialog = ask({ title: "Withdraw this version?", forced: true, signal, confirm, submit: go },
    h("p", {}, version.candidate_label && version.created ? [`${version.candidate_label} of ${when(version.created)}`, h("br")] : null, h("code", {}, version.version)),
    h("p", {}, "It is taken out of use for good:"),
    h("ul", {},
      h("li", {}, "new versions are no longer measured against it;"),
      h("li", {}, "nobody can promote it or roll back to it, not even by force;"),
      h("li", {}, "it stays in the list, and its report and card say that it was withdrawn, by whom and why.")),
    h("label", { for: reason.id }, "Reason ", h("span", { class: "muted" }, "(required)")), reason, error);
  reason.focus();

  async function go(): Promise<void> {
    const typed = reason.value.trim();
    if (!typed) {
      error.textContent = "Say why, for whoever reads the history.";
      reason.setAttribute("aria-invalid", "true");
      return reason.focus();
    }
    confirm.disabled = true;
    error.textContent = "";
    try {
      await withKey((held) => api.withdraw(name, version.version, typed, seen?.etag ?? null, held));
      dialog.close();
      done();
    } catch (failure) {
      error.textContent = failure instanceof Problem && failure.status === 412
        ? "Something has changed meanwhile: another version was promoted, made or withdrawn. Nothing was done; close this, look again and decide."
        : inWords(failure);
    } finally {
      confirm.disabled = false;
    }
  }
}
