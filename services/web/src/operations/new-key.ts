/** The dialog that asks whose a new key is, what it may do, for which predictors and for how long. */

import { api, Problem } from "../net/api";
import type { Fault } from "../net/wire/faults";
import type { NewKey, Role } from "../net/wire/keys";
import { freshId, h, replace, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { say } from "../words/keys";
import { say as shared } from "../words/shared";
import { ask } from "./dialog";
import { failed } from "./failure";

/** What can be chosen, in days; null: until it is revoked. */
const DAYS = [30, 90, 365, null];

const ROLES: Role[] = ["viewer", "data_scientist", "operator", "auditor"];

/** @param make makes the key; what it throws is shown and the dialog stays */
export function chooseKey(signal: AbortSignal, make: (wish: NewKey) => Promise<void>): void {
  const roleName = freshId("role");
  const errorId = freshId("error");
  const error = h("p", { class: "field-error", id: errorId, role: "alert" });
  const name = h("input", { id: freshId("name"), type: "text", autocomplete: "off", maxlength: 64, "aria-required": "true", "aria-describedby": errorId, "data-key-name": true });
  const days = h("select", { id: freshId("days") }, DAYS.map((each) => h("option", { value: each ?? "", selected: each === 90 }, each === null ? say.untilRevoked : each === 365 ? say.aYear : say.days(each))));
  const only = h("div", { class: "choose-sets" }, h("p", { class: "muted", role: "status" }, shared.oneMoment));
  const confirm = h("button", { type: "submit", class: "button button-primary", "data-action": "confirm" }, say.make);
  const roles = ROLES.map((role) => h("label", { class: "choice" },
    h("input", { type: "radio", name: roleName, value: role, checked: role === "viewer" }),
    h("span", {}, h("span", { class: "choice-words" }, h("strong", {}, say.role[role]), say.may[role]))));
  const dialog = ask({ title: say.newKey, signal, confirm, submit: go },
    h("label", { for: name.id }, say.whose, " ", h("span", { class: "muted" }, say.standsInHistories)), name,
    h("fieldset", {}, h("legend", {}, say.roleHead), h("div", { class: "stack" }, roles)),
    h("fieldset", {}, h("legend", {}, say.for), only),
    h("label", { for: days.id }, say.until), days, error);
  name.focus();
  void list();

  async function list(): Promise<void> {
    try {
      const { predictors } = await api.predictors(signal);
      replace(only, predictors.map((each) => h("label", { class: "set-choice" },
        h("input", { type: "checkbox", value: each.name }), h("span", {}, each.title))),
        h("p", { class: "muted" }, say.noneChosen));
    } catch (failure) {
      replace(only);
      replace(error, failed(failure));
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
      replace(error, faults.length > 0 ? faults.map(fault) : failed(failure));
      name.setAttribute("aria-invalid", String(faults.some(({ pointer }) => pointer === "/name")));
      name.focus();
    } finally {
      confirm.disabled = false;
    }
  }
}

const MEMBERS = ["name", "role", "predictors", "days"] as const;

/** What is wrong with one thing that was asked for; how it has to be the server says. */
function fault({ pointer, detail }: Fault, place: number): Child {
  const member = MEMBERS.find((each) => pointer?.startsWith(`/${each}`));
  return [place > 0 ? shared.gap : null, member ? say.fault(member) : null, english(detail), shared.stop];
}
