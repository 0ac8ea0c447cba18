/** The dialog that asks what a training shall learn from, and how thoroughly. */

import { api } from "../net/api";
import { key, refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import type { Effort } from "../net/wire/jobs";
import { freshId, h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { count } from "../words/numbers";
import { say as desk } from "../words/operations";
import { say as shared } from "../words/shared";
import { say } from "../words/trainings";
import { datasetName } from "./dataset";
import { ask } from "./dialog";
import { failed } from "./failure";

export interface TrainingChoice {
  reason: string;
  effort: Effort;
  datasets: string[];
  /** false: keep what is trained as a candidate at best */
  promote: boolean;
}

const EFFORTS: Effort[] = ["full", "quick"];

/** @param many whether there may be more than the initial rows; @param start makes the training; what it throws is shown and the dialog stays */
export function chooseTraining(name: string, { reason, promote, many }: Pick<TrainingChoice, "reason" | "promote"> & { many: boolean }, signal: AbortSignal, start: (wish: TrainingChoice) => Promise<void>): void {
  const effortName = freshId("effort");
  const error = h("p", { class: "field-error", role: "alert" });
  const why = h("input", { id: freshId("reason"), type: "text", autocomplete: "off", maxlength: 500, value: reason });
  const never = refusal("promote", name) !== null;
  const held = h("input", { type: "checkbox", "data-no-promote": true, checked: never || !promote, disabled: never });
  const sets = h("div", { class: many ? "choose-sets" : "choose-sets is-one" }, h("p", { class: "muted", role: "status" }, shared.oneMoment));
  const confirm = h("button", { type: "submit", class: "button button-primary", "data-action": "confirm", disabled: true }, icon("refresh"), say.retrain);
  const efforts = EFFORTS.map((effort, index) => h("label", { class: "choice" },
    h("input", { type: "radio", name: effortName, value: effort, checked: index === 0 }),
    h("span", {}, h("span", { class: "choice-words" }, h("strong", {}, say.efforts[effort][0]), say.efforts[effort][1]))));
  const dialog = ask({ title: say.retrain, signal, confirm, submit: go },
    h("fieldset", {}, h("legend", {}, say.learnFrom), sets),
    h("fieldset", {}, h("legend", {}, say.effort), h("div", { class: "stack" }, efforts)),
    h("fieldset", {}, h("legend", {}, say.afterwards),
      h("label", { class: "set-choice" }, held, h("span", {}, h("strong", {}, say.without),
        h("span", { class: "muted cell-note" }, say.keptAsCandidate[never ? "operator" : "you"])))),
    h("label", { for: why.id }, shared.reason, " ", h("span", { class: "muted" }, desk.optional)), why, error);
  void list();

  async function list(): Promise<void> {
    try {
      const { datasets } = await api.datasets(name, key(), signal);
      const offered = datasets.filter(({ status }) => status === "usable" || status === "asked" || status === "checking");
      replace(sets, offered.map(choice), offered.length > 1 ? null
        : h("p", { class: "muted" }, say.noOthers));
      confirm.disabled = false;
      sets.querySelector<HTMLInputElement>("input:enabled")?.focus();
    } catch (failure) {
      replace(sets);
      replace(error, failed(failure));
    }
  }

  async function go(): Promise<void> {
    const datasets = [...sets.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
    if (datasets.length === 0) {
      error.textContent = say.chooseSet;
      return sets.querySelector<HTMLInputElement>("input:enabled")?.focus();
    }
    confirm.disabled = true;
    error.textContent = "";
    const effort = dialog.querySelector<HTMLInputElement>(`input[name="${effortName}"]:checked`)?.value === "quick" ? "quick" : "full";
    try {
      await start({ reason: why.value.trim(), effort, datasets, promote: !held.checked });
      dialog.close();
    } catch (failure) {
      replace(error, failed(failure));
    } finally {
      confirm.disabled = false;
    }
  }
}

function choice(set: Dataset): HTMLElement {
  const usable = set.status === "usable";
  const rows = set.rows === null ? "" : say.rows(count(set.rows));
  return h("label", { class: usable ? "set-choice" : "set-choice is-disabled" },
    h("input", { type: "checkbox", value: set.name, checked: set.name === "initial", disabled: !usable }),
    h("span", {}, h("strong", {}, datasetName(set)),
      h("span", { class: "muted cell-note" }, usable ? rows : set.status === "asked" ? say.asksFirst : say.stillChecked, set.name === "initial" ? null : [" · ", h("code", {}, set.sha256.slice(0, 12))])));
}
