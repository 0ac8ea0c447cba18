/** The dialog that asks what a training shall learn from, and how thoroughly. */

import { api, inWords } from "../net/api";
import { key, refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import type { Effort } from "../net/wire/jobs";
import { freshId, h, replace } from "../ui/dom";
import { count } from "../words/numbers";
import { icon } from "../ui/icons";
import { datasetName } from "./dataset";
import { ask } from "./dialog";

export interface TrainingChoice {
  reason: string;
  effort: Effort;
  datasets: string[];
  /** false: keep what is trained as a candidate at best */
  promote: boolean;
}

const EFFORTS: [Effort, string, string][] = [
  ["full", "Full", "Searches the settings of every candidate. Takes its time."],
  ["quick", "Quick", "Declared settings and a reduced comparison, in a fraction of the time."],
];

/** @param start makes the training; what it throws is shown and the dialog stays */
export function chooseTraining(name: string, { reason, promote }: Pick<TrainingChoice, "reason" | "promote">, signal: AbortSignal, start: (wish: TrainingChoice) => Promise<void>): void {
  const effortName = freshId("effort");
  const error = h("p", { class: "field-error", role: "alert" });
  const why = h("input", { id: freshId("reason"), type: "text", autocomplete: "off", maxlength: 500, value: reason });
  const never = refusal("promote", name) !== null;
  const held = h("input", { type: "checkbox", "data-no-promote": true, checked: never || !promote, disabled: never });
  const sets = h("div", { class: "choose-sets" }, h("p", { class: "muted", role: "status" }, "One moment…"));
  const confirm = h("button", { type: "submit", class: "button button-primary", "data-action": "confirm", disabled: true }, icon("refresh"), "Retrain");
  const efforts = EFFORTS.map(([effort, label, words], index) => h("label", { class: "choice" },
    h("input", { type: "radio", name: effortName, value: effort, checked: index === 0 }), h("span", {}, h("span", { class: "choice-words" }, h("strong", {}, label), words))));
  const dialog = ask({ title: "Retrain", signal, confirm, submit: go },
    h("fieldset", {}, h("legend", {}, "Learn from"), sets),
    h("fieldset", {}, h("legend", {}, "Effort"), h("div", { class: "stack" }, efforts)),
    h("fieldset", {}, h("legend", {}, "Afterwards"),
      h("label", { class: "set-choice" }, held, h("span", {}, h("strong", {}, "Train without promoting"),
        h("span", { class: "muted cell-note" }, `What the gate lets pass is kept as a candidate. ${never ? "An operator decides" : "You decide"} whether it answers.`)))),
    h("label", { for: why.id }, "Reason ", h("span", { class: "muted" }, "(if you like)")), why, error);
  void list();

  async function list(): Promise<void> {
    try {
      const { datasets } = await api.datasets(name, key(), signal);
      const offered = datasets.filter(({ status }) => status === "usable" || status === "asked" || status === "checking");
      replace(sets, offered.map(choice), offered.length > 1 ? null
        : h("p", { class: "muted" }, "There are no others yet. New rows are brought under “Data sets”."));
      confirm.disabled = false;
      sets.querySelector<HTMLInputElement>("input:enabled")?.focus();
    } catch (failure) {
      replace(sets);
      error.textContent = inWords(failure);
    }
  }

  async function go(): Promise<void> {
    const datasets = [...sets.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
    if (datasets.length === 0) {
      error.textContent = "Choose at least one data set.";
      return sets.querySelector<HTMLInputElement>("input:enabled")?.focus();
    }
    confirm.disabled = true;
    error.textContent = "";
    const effort = dialog.querySelector<HTMLInputElement>(`input[name="${effortName}"]:checked`)?.value === "quick" ? "quick" : "full";
    try {
      await start({ reason: why.value.trim(), effort, datasets, promote: !held.checked });
      dialog.close();
    } catch (failure) {
      error.textContent = inWords(failure);
    } finally {
      confirm.disabled = false;
    }
  }
}

function choice(set: Dataset): HTMLElement {
  const usable = set.status === "usable";
  const rows = set.rows === null ? "" : `${count(set.rows)} rows`;
  return h("label", { class: usable ? "set-choice" : "set-choice is-disabled" },
    h("input", { type: "checkbox", value: set.name, checked: set.name === "initial", disabled: !usable }),
    h("span", {}, h("strong", {}, datasetName(set)),
      h("span", { class: "muted cell-note" }, usable ? rows : set.status === "asked" ? "asks something first: see “Data sets”" : "is still checked", set.name === "initial" ? null : [" · ", h("code", {}, set.sha256.slice(0, 12))])));
}
