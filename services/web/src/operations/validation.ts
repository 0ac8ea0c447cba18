/** One validation in the list: which version was measured on which rows, and how it compares in a few words. */

import type { Validation } from "../net/wire/validations";
import { foundPill } from "../status/difference";
import { said, saidByCode } from "../status/said";
import { validationAddress } from "../ui/addresses";
import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/datasets";
import { actor, count, decimal, megabytes, when } from "../words/numbers";
import { faults, removal, underWay } from "./dataset";

const LOOK: Record<Validation["status"], string> = {
  queued: "",
  running: "pill-accent",
  done: "pill-good",
  failed: "pill-danger",
};

export const isUnderWay = ({ status }: Validation): boolean => status === "queued" || status === "running";

export function validationRow(each: Validation, remove: () => void): HTMLElement {
  const facts = [
    each.rows === null ? null : say.rows(count(each.rows)),
    each.people === null ? null : say.people(count(each.people)),
    each.events === null ? null : say.withOutcome(count(each.events)),
    megabytes(each.size),
    say.by(actor(each.by)),
  ].filter(Boolean).join(" · ");
  return h("li", { class: "dataset", "data-validation": each.id, "data-status": each.status },
    h("span", { class: `pill ${LOOK[each.status] ?? ""}` }, each.status === "done" ? icon("check") : null, say.validationStatus[each.status] ?? each.status),
    h("div", { class: "dataset-words" },
      h("p", {}, h("strong", {}, each.note ?? say.rowsOf(when(each.at)))),
      h("p", { class: "muted" }, facts),
      h("p", {}, h("code", {}, each.version), each.champion ? h("span", { class: "muted" }, say.championThen) : null),
      isUnderWay(each) ? underWay(say.validation, each.progress, doing(each)) : null,
      each.status === "done" ? short(each) : null,
      each.warnings.length > 0 ? h("p", { class: "validation-warning" }, icon("warning"), h("span", {}, said(each.warnings[0] ?? ""))) : null,
      each.error ? h("p", { class: "job-error" }, saidByCode(each.error, each.error_code)) : null,
      each.faults.count > 0 ? faults(each.faults) : null,
      each.status === "done" ? h("p", { class: "report-links" }, h("a", { class: "button button-small", href: validationAddress(each.predictor, each.id), "data-action": "validation" }, say.theReport, icon("arrow"))) : null),
    removal("validation", each.predictor, remove));
}

/** AUROC and slope, and how many figures lie further from the training's than chance explains. */
function short({ figures }: Validation): HTMLElement {
  const figure = (name: string) => decimal(figures.find((each) => each.name === name)?.here?.estimate, 3);
  const differ = figures.filter(({ found }) => found === "differs").length;
  return h("p", { class: "validation-short" },
    h("span", {}, say.inShort(figure("auroc"), figure("slope"), figure("observed_expected"))),
    differ > 0 ? foundPill("differs", say.differ(count(differ), count(figures.length))) : foundPill("alike", say.noDifference));
}

const doing = ({ progress, message }: Validation): string => (message !== null ? say.validationUnattended : progress === null ? say.waiting : say.everyRow);
