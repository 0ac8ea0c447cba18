/** The dialog that asks whose a new key is, what it may do, for which predictors and for how long. */

import { api, inWords, Problem } from "../net/api";
import type { NewKey, Role } from "../net/wire/keys";
import { freshId, h, replace } from "../ui/dom";
import { ask } from "./dialog";
import { ROLES } from "./role";

/** What can be chosen, in days; null: until it is revoked. */
const DAYS: [string, number | null][] = [["30 days", 30], ["90 days", 90], ["a year", 365], ["until it is revoked", null]];

/** @param make makes the key; what it throws is shown and the dialog stays */
export function chooseKey(signal: AbortSignal, make: (wish: NewKey) => Promise<void>): void {
  const roleName = freshId("role");
  const errorId = freshId("error");
  const error = h("p", { class: "field-error", id: errorId, role: "alert" });
  const name = h("input", { id: freshId("name"), type: "text", autocomplete: "off", maxlength: 64, "aria-required": "true", "aria-describedby": errorId, "data-key-name": true });
  const days = h("select", { id: freshId("days") }, DAYS.map(([label, count]) => h("option", { value: count ?? "", selected: count === 90 }, label)));
  const only = h("div", { class: "choose-sets" }, h("p", { class: "muted", role: "status" }, "One moment…"));
  const confirm = h("button", { type: "submit", class: "button button-primary", "data-action": "confirm" }, "Make the key");
  const roles = Object.entries(ROLES).map(([role, { label, may }]) => h("label", { class: "choice" },
    h("input", { type: "radio", name: roleName, value: role, checked: role === "viewer" }),
    h("span", {}, h("span", { class: "choice-words" }, h("strong", {}, label), may))));
  const dialog = ask({ title: "New key", signal, confirm, submit: go },
    h("label", { for: name.id }, "Whose it is ", h("span", { class: "muted" }, "(stands in histories)")), name,
    h("fieldset", {}, h("legend", {}, "Role"), h("div", { class: "stack" }, roles)),
    h("fieldset", {}, h("legend", {}, "For"), only),
    h("label", { for: days.id }, "Until"), days, error);
  name.focus();
  void list();

  async function list(): Promise<void> {
    try {
      const { predictors } = await api.predictors(signal);
      replace(only, predictors.map((each) => h("label", { class: "set-choice" },
        h("input", { type: "checkbox", value: each.name }), h("span", {}, each.title))),
        h("p", { class: "muted" }, "None chosen: for all predictors, also those to come."));
    } catch (failure) {
      replace(only);
      error.textContent = inWords(failure);
    }
  }

  async function go(): Promise<void> {
    const chosen = [...only.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
    const role = dialog.querySelector<HTMLInputElement>(`input[name="${roleName}"]:checked`)?.value as Role;
    confirm.disabled = true;
    error.textContent = "";
    try {
      await make({ name: name.value.trim(), role, predictors: chosen.length > 0 ? chosen : null, days: days.value ? Number(days.value) : null });
      dialog.close();
    } catch (failure) {
      const faults = failure instanceof Problem ? failure.faults : [];
      error.textContent = faults.length > 0 ? faults.map(({ pointer, detail }) => `The ${pointer?.slice(1)} ${detail}.`).join(" ") : inWords(failure);
      name.setAttribute("aria-invalid", String(faults.some(({ pointer }) => pointer === "/name")));
      name.focus();
    } finally {
      confirm.disabled = false;
    }
  }
}
