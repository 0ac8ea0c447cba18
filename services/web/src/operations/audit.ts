/** Who did what, newest first, and whether the log and the histories are whole: for operators and auditors. */

import { api, inWords } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import type { Audit, Entry } from "../net/wire/audit";
import { h, replace, type Child } from "../ui/dom";
import { actor, when } from "../ui/format";
import { icon } from "../ui/icons";
import { notice } from "./upload-list";

const SHOWN = 20;

export function auditPanel(signal: AbortSignal): HTMLElement {
  const body = h("div", { class: "audit-body" });
  const again = h("button", { type: "button", class: "button button-small", "data-action": "audit", onclick: () => void load() }, icon("refresh"), "Look again");
  const element = h("section", { class: "card audit", "aria-labelledby": "audit-title", hidden: true },
    h("h2", { id: "audit-title" }, "Audit"),
    h("p", { class: "muted" }, "What was done with a key and what trainings have published. ", h("code", {}, "bellwether audit --csv"), " gives all of it."),
    body, h("div", {}, again));

  onKeyChange(() => {
    element.hidden = refusal("audit", null) !== null;
    if (element.hidden) replace(body);
    else void load();
  }, signal);

  async function load(): Promise<void> {
    try {
      draw(await withKey((held) => api.audit(SHOWN, held, signal)));
    } catch (error) {
      if (!signal.aborted && key() !== null) replace(body, notice(inWords(error), false));
    }
  }

  function draw({ entries, total, chains }: Audit): void {
    const faults = chains.flatMap(({ of, faults: found }) => found.map((fault) => `${of === "audit" ? "The audit log" : `The history of ${of}`}: ${fault}.`));
    replace(body,
      faults.length > 0
        ? h("div", { class: "alert alert-danger", "data-chains": "broken" }, icon("warning"), h("ul", {}, faults.map((fault) => h("li", {}, fault))))
        : h("p", { class: "alert alert-info", "data-chains": "whole" }, icon("check"), h("span", {}, "The log and the histories are whole: no entry was changed, dropped, moved or put in.")),
      entries.length === 0 ? h("p", { class: "muted" }, "Nothing has been done yet.") : h("ul", { class: "history" }, entries.map(row)),
      total > entries.length ? h("p", { class: "muted" }, `The newest ${entries.length} of ${total}.`) : null);
  }

  return element;
}

/** A training and the operator's key have no role beside them: they are one. */
const by = ({ who, key: named, role }: Entry): string =>
  (named !== null ? `${who}, ${role.replace("_", " ")}` : role === "operator" ? "the operator" : actor(who));

function row(each: Entry): HTMLElement {
  const what: Child = each.subject ? [" ", h("code", {}, each.subject.length > 40 ? `${each.subject.slice(0, 12)}…` : each.subject)] : null;
  const change = each.before && each.after ? `${each.before} → ${each.after}` : each.after;
  return h("li", { "data-entry": each.action },
    h("span", { class: "pill" }, each.predictor ?? "keys"),
    h("div", {},
      h("p", {}, h("strong", {}, each.action), what),
      change && change !== each.subject ? h("p", { class: "muted" }, change) : null,
      each.reason ? h("p", {}, each.reason) : null,
      h("p", { class: "muted" }, h("time", { datetime: each.at }, when(each.at)), ` · by ${by(each)}`)));
}
