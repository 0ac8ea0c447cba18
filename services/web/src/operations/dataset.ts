/** One data set: its rows, who brought it, and what is wrong with it. */

import { refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import { saidByCode } from "../status/said";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { say } from "../words/datasets";
import { actor, count, megabytes, percent, when } from "../words/numbers";
import { say as shared } from "../words/shared";
import { question, type Answering } from "./same-people";

const LOOK: Record<Dataset["status"], string> = {
  checking: "pill-accent",
  usable: "pill-good",
  asked: "pill-warning",
  faulty: "pill-danger",
  failed: "pill-warning",
};

/** What waits for somebody stands first: a question, then what is wrong; the initial rows stay where they are. */
export function attentionFirst(sets: Dataset[]): Dataset[] {
  const rank = ({ name, status }: Dataset): number => (name === "initial" ? 0 : status === "asked" ? 1 : status === "faulty" || status === "failed" ? 2 : 3);
  return [...sets].sort((a, b) => rank(a) - rank(b));
}

/** What the file was called when it was sent, for those who may know. */
export const datasetName = ({ name, at, file }: Pick<Dataset, "name" | "at" | "file">): string =>
  (name === "initial" ? say.initial : file ?? (at ? say.rowsOf(when(at)) : say.uploaded));

/** @param warning what is said before it is removed */
export function datasetRow(name: string, set: Dataset, remove: (set: Dataset) => void, answer: Answering, warning: () => Child): HTMLElement {
  const facts = [
    set.rows === null ? null : say.rows(count(set.rows)),
    set.events === null || !set.rows ? null : say.positive(count(set.events), typeof set.events === "string" ? null : percent(set.events / set.rows)),
    set.size === null ? null : megabytes(set.size),
    set.by ? say.by(actor(set.by)) : null,
    set.file && set.at ? when(set.at) : null,
  ].filter(Boolean).join(" · ");
  return h("li", { class: "dataset", "data-dataset": set.name, "data-status": set.status },
    h("span", { class: `pill ${LOOK[set.status] ?? ""}` }, set.status === "usable" ? icon("check") : null, say.status[set.status] ?? set.status),
    h("div", { class: "dataset-words" },
      h("p", {}, h("strong", {}, datasetName(set))),
      h("p", { class: "muted" }, facts || say.notCounted),
      h("p", {}, h("code", {}, `${set.sha256.slice(0, 16)}…`)),
      set.status === "checking" ? checking(set) : null,
      repeats(set),
      set.error ? h("p", { class: "job-error" }, saidByCode(set.error, set.error_code)) : null,
      set.status === "faulty" ? faults(set.faults) : null,
      question(name, set, answer)),
    set.name === "initial" ? null : removal("dataset", name, () => remove(set), warning));
}

/** Rows that say what an initial one says: learning from them again teaches nothing new. */
function repeats({ repeated, rows }: Dataset): HTMLElement | null {
  if (typeof repeated !== "number" || !rows) return null;
  // By chance other people may answer alike, but hardly most of them.
  return 2 * repeated < rows ? h("p", { class: "muted", "data-repeated": repeated }, say.fewAlreadyThere(count(repeated), count(rows)))
    : h("p", { class: "alert alert-warning", "data-repeated": repeated }, icon("warning"),
      h("span", {}, h("strong", {}, say.alreadyThere(count(repeated), count(rows)), shared.stop), shared.gap, say.learnsNothing));
}

function checking({ progress, message }: Dataset): HTMLElement {
  return underWay(say.check, progress, message !== null ? say.checkUnattended : progress === null ? say.waiting : say.lookedAt);
}

/** How far something is; null: it has not begun. */
export function underWay(label: string, progress: number | null, text: string): HTMLElement {
  const bar = progressBar(label);
  bar.set(progress ?? 0, text);
  return h("div", { class: "dataset-check" }, bar.element, h("p", { class: "muted" }, progress === null ? text : shared.progress(Math.round(progress * 100), text)));
}

export function faults({ count: all, first }: Dataset["faults"]): Child {
  return h("details", { class: "faults", "data-faults": all, open: all <= 5 },
    h("summary", {}, first.length < all ? say.firstFaults(all, count(all), count(first.length)) : say.faults(all, count(all))),
    h("div", { class: first.length > 8 ? "table-scroll is-long" : "table-scroll", tabindex: "0", role: "region", "aria-label": say.faultsTable },
      h("table", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col", class: "numeric" }, say.row), h("th", { scope: "col" }, say.column), h("th", { scope: "col" }, say.wrong))),
        h("tbody", {}, first.map(({ row, column, detail, code }) => h("tr", { "data-fault": true },
          h("td", { class: "numeric" }, row === null ? say.file : count(row)), h("td", {}, column === null ? "–" : h("code", {}, column)), h("td", {}, saidByCode(detail, code))))))),
    h("p", { class: "muted" }, say.mendFile));
}

/** Asks once more in its own place. */
export function removal(what: "dataset" | "validation", predictor: string, remove: () => void, warning: () => Child = () => null): HTMLElement {
  const locked = refusal(`remove-${what}`, predictor);
  const ask = h("button", { type: "button", class: "button button-small button-quiet", "data-action": `remove-${what}`, disabled: locked !== null, title: locked, onclick: () => turn(true) }, shared.remove);
  const sure = h("button", { type: "button", class: "button button-small button-danger", "data-action": "confirm-remove", onclick: remove }, say.removeIt);
  const keep = h("button", { type: "button", class: "button button-small", onclick: () => turn(false) }, say.keep);
  const element = h("div", { class: "dataset-actions" }, ask);
  const turn = (on: boolean) => {
    replace(element, on ? [warning(), sure, keep] : ask);
    (on ? keep : ask).focus();
  };
  return element;
}
