/** One data set: its rows, who brought it, and what is wrong with it. */

import { refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import { h, replace, type Child } from "../ui/dom";
import { actor, count, megabytes, percent, when } from "../words/numbers";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { question, type Answering } from "./same-people";

const STATUS: Record<Dataset["status"], [string, string]> = {
  checking: ["Checking", "pill pill-accent"],
  usable: ["Usable", "pill pill-good"],
  asked: ["Asks you", "pill pill-warning"],
  faulty: ["Faulty", "pill pill-danger"],
  failed: ["Not checked", "pill pill-warning"],
};

/** What waits for somebody stands first: a question, then what is wrong; the initial rows stay where they are. */
export function attentionFirst(sets: Dataset[]): Dataset[] {
  const rank = ({ name, status }: Dataset): number => (name === "initial" ? 0 : status === "asked" ? 1 : status === "faulty" || status === "failed" ? 2 : 3);
  return [...sets].sort((a, b) => rank(a) - rank(b));
}

/** What the file was called when it was sent, for those who may know. */
export const datasetName = ({ name, at, file }: Pick<Dataset, "name" | "at" | "file">): string =>
  (name === "initial" ? "Initial rows" : file ?? (at ? `Rows of ${when(at)}` : "Uploaded rows"));

/** @param warning what is said before it is removed */
export function datasetRow(name: string, set: Dataset, remove: (set: Dataset) => void, answer: Answering, warning: () => Child): HTMLElement {
  const [label, look] = STATUS[set.status] ?? [set.status, "pill"];
  const facts = [
    set.rows === null ? null : `${count(set.rows)} rows`,
    set.events === null || !set.rows ? null : `${count(set.events)} positive${typeof set.events === "string" ? "" : ` (${percent(set.events / set.rows)})`}`,
    set.size === null ? null : megabytes(set.size),
    set.by ? `by ${actor(set.by)}` : null,
    set.file && set.at ? when(set.at) : null,
  ].filter(Boolean).join(" · ");
  return h("li", { class: "dataset", "data-dataset": set.name, "data-status": set.status },
    h("span", { class: look }, set.status === "usable" ? icon("check") : null, label),
    h("div", { class: "dataset-words" },
      h("p", {}, h("strong", {}, datasetName(set))),
      h("p", { class: "muted" }, facts || "Rows are not counted yet"),
      h("p", {}, h("code", {}, `${set.sha256.slice(0, 16)}…`)),
      set.status === "checking" ? checking(set) : null,
      repeats(set),
      set.error ? h("p", { class: "job-error" }, set.error) : null,
      set.status === "faulty" ? faults(set.faults) : null,
      question(name, set, answer)),
    set.name === "initial" ? null : removal("dataset", name, () => remove(set), warning));
}

/** Rows that say what an initial one says: learning from them again teaches nothing new. */
function repeats({ repeated, rows }: Dataset): HTMLElement | null {
  if (typeof repeated !== "number" || !rows) return null;
  const words = `${count(repeated)} of ${count(rows)} rows already there`;
  // By chance other people may answer alike, but hardly most of them.
  return 2 * repeated < rows ? h("p", { class: "muted", "data-repeated": repeated }, `${words}: they say what one of the initial rows says.`)
    : h("p", { class: "alert alert-warning", "data-repeated": repeated }, icon("warning"),
      h("span", {}, h("strong", {}, `${words}.`), " They say what one of the initial rows says, with the same outcome: a training would learn nothing new from them."));
}

function checking({ progress, message }: Dataset): HTMLElement {
  const bar = progressBar("Check");
  const text = message ?? (progress === null ? "waiting for its turn" : "every cell is looked at");
  bar.set(progress ?? 0, text);
  return h("div", { class: "dataset-check" }, bar.element, h("p", { class: "muted" }, progress === null ? text : `${Math.round(progress * 100)} %, ${text}`));
}

export function faults({ count: all, first }: Dataset["faults"]): Child {
  const shown = first.length < all ? `, the first ${count(first.length)} of them listed` : "";
  return h("details", { class: "faults", "data-faults": all, open: all <= 5 },
    h("summary", {}, `${count(all)} ${all === 1 ? "fault" : "faults"}${shown}`),
    h("div", { class: first.length > 8 ? "table-scroll is-long" : "table-scroll", tabindex: "0", role: "region", "aria-label": "Faults by row and column" },
      h("table", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "numeric" }, "Row"), h("th", { scope: "col" }, "Column"), h("th", { scope: "col" }, "What is wrong"))),
        h("tbody", {}, first.map(({ row, column, detail }) => h("tr", { "data-fault": true },
          h("td", { class: "numeric" }, row === null ? "file" : count(row)), h("td", {}, column === null ? "–" : h("code", {}, column)), h("td", {}, detail)))))),
    h("p", { class: "muted" }, "Rows are lines of the file; the header is line 1. Mend the file and send it again: this one will not be used."));
}

/** Asks once more in its own place. */
export function removal(what: "dataset" | "validation", predictor: string, remove: () => void, warning: () => Child = () => null): HTMLElement {
  const locked = refusal(`remove-${what}`, predictor);
  const ask = h("button", { type: "button", class: "button button-small button-quiet", "data-action": `remove-${what}`, disabled: locked !== null, title: locked, onclick: () => turn(true) }, "Remove");
  const sure = h("button", { type: "button", class: "button button-small button-danger", "data-action": "confirm-remove", onclick: remove }, "Remove it");
  const keep = h("button", { type: "button", class: "button button-small", onclick: () => turn(false) }, "Keep");
  const element = h("div", { class: "dataset-actions" }, ask);
  const turn = (on: boolean) => {
    replace(element, on ? [warning(), sure, keep] : ask);
    (on ? keep : ask).focus();
  };
  return element;
}
