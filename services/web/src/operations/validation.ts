/** One validation in the list: which version was measured on which rows, and how it compares in a few words. */

import type { Validation } from "../net/wire/validations";
import { foundPill } from "../status/difference";
import { validationAddress } from "../ui/addresses";
import { h } from "../ui/dom";
import { actor, count, decimal, megabytes, when } from "../words/numbers";
import { icon } from "../ui/icons";
import { progressBar } from "../ui/progress";
import { faults, removal } from "./dataset";

const STATUS: Record<Validation["status"], [string, string]> = {
  queued: ["Waits", "pill"],
  running: ["Measuring", "pill pill-accent"],
  done: ["Done", "pill pill-good"],
  failed: ["Failed", "pill pill-danger"],
};

export const isUnderWay = ({ status }: Validation): boolean => status === "queued" || status === "running";

export function validationRow(each: Validation, remove: () => void): HTMLElement {
  const [label, look] = STATUS[each.status] ?? [each.status, "pill"];
  const facts = [
    each.rows === null ? null : `${count(each.rows)} rows`,
    each.people === null ? null : `${count(each.people)} people`,
    each.events === null ? null : `${count(each.events)} with the outcome`,
    megabytes(each.size),
    `by ${actor(each.by)}`,
  ].filter(Boolean).join(" · ");
  return h("li", { class: "dataset", "data-validation": each.id, "data-status": each.status },
    h("span", { class: look }, each.status === "done" ? icon("check") : null, label),
    h("div", { class: "dataset-words" },
      h("p", {}, h("strong", {}, each.note ?? `Rows of ${when(each.at)}`)),
      h("p", { class: "muted" }, facts),
      h("p", {}, h("code", {}, each.version), each.champion ? h("span", { class: "muted" }, " champion then") : null),
      isUnderWay(each) ? underWay(each) : null,
      each.status === "done" ? short(each) : null,
      each.warnings.length > 0 ? h("p", { class: "validation-warning" }, icon("warning"), h("span", {}, each.warnings[0])) : null,
      each.error ? h("p", { class: "job-error" }, each.error) : null,
      each.faults.count > 0 ? faults(each.faults) : null,
      each.status === "done" ? h("p", { class: "report-links" }, h("a", { class: "button button-small", href: validationAddress(each.predictor, each.id), "data-action": "validation" }, "The report", icon("arrow"))) : null),
    removal("validation", each.predictor, remove));
}

/** AUROC and slope, and how many figures lie further from the training's than chance explains. */
function short({ figures }: Validation): HTMLElement {
  const figure = (name: string) => decimal(figures.find((each) => each.name === name)?.here?.estimate, 3);
  const differ = figures.filter(({ found }) => found === "differs").length;
  return h("p", { class: "validation-short" },
    h("span", {}, `AUROC ${figure("auroc")} · slope ${figure("slope")} · observed/expected ${figure("observed_expected")}`),
    differ > 0 ? foundPill("differs", `${count(differ)} of ${count(figures.length)} figures differ`) : foundPill("alike", "No difference shown"));
}

function underWay({ progress, message }: Validation): HTMLElement {
  const bar = progressBar("Validation");
  const text = message ?? (progress === null ? "waiting for its turn" : "every row is looked at");
  bar.set(progress ?? 0, text);
  return h("div", { class: "dataset-check" }, bar.element, h("p", { class: "muted" }, progress === null ? text : `${Math.round(progress * 100)} %, ${text}`));
}
