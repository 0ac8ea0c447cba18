/** One version in the list: what it is, what became of it, its figures, and what can be done with it. */

import type { Measures } from "../net/wire/report";
import type { BrokenVersion, Hold, Outcome, Version, Withdrawal } from "../net/wire/versions";
import { passedInWords } from "../status/checks";
import { reportAddress } from "../ui/addresses";
import { h } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { actor, count, decimal, ofHundred, when } from "../words/numbers";
import { saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import { say } from "../words/versions";
import { learnedFrom, type SetNames } from "./set-names";
import { reasonsBehind, reasonsInLine } from "./why";

export const figures = (): [string, (metrics: Measures) => string][] => [
  [shared.auroc, (m) => decimal(m.auroc)],
  [shared.logLoss, (m) => decimal(m.log_loss)],
  [say.brier, (m) => decimal(m.brier)],
  [shared.recall, (m) => decimal(m.recall, 2)],
  [shared.precision, (m) => decimal(m.precision, 2)],
];

/** How it ended, where it did not become champion by itself. */
const ENDED: Record<Outcome, () => HTMLElement | null> = {
  promoted: () => null,
  candidate: () => h("span", { class: "pill pill-accent", "data-candidate": true }, say.candidate),
  rejected: () => h("span", { class: "pill pill-warning" }, say.rejected),
};

/** What is known of a version beside what it tells itself. */
interface Beside {
  name: string;
  /** it was published before the champion, whatever a clock has said */
  back: boolean;
  /** a process could not load it */
  refused: boolean;
  /** what was decided of it last, in a line; null: what its making has come to */
  latest: string | null;
  names: SetNames;
  /** the box that takes it for a comparison */
  tick: HTMLElement;
  promote(version: Version): void;
  withdraw(version: Version): void;
  hold(version: Version): void;
}

export function versionRow(version: Version, { name, back, refused, latest, names, tick, promote, withdraw, hold }: Beside): HTMLElement {
  const button = (action: string, label: string, look: string, go: (version: Version) => void): HTMLElement =>
    h("button", { type: "button", class: `button button-small ${look}`, "data-action": action, "data-version": version.version, onclick: () => go(version) }, label);
  const open = !version.champion && !version.withdrawn;
  return h("tr", { class: version.champion ? "is-champion" : "", "data-version-row": version.version },
    h("th", { scope: "row" },
      h("span", { class: "version-when" }, tick, h("time", { datetime: version.created }, when(version.created)),
        version.champion ? h("span", { class: "pill pill-good", "data-champion": version.version }, icon("check"), say.champion) : null,
        version.withdrawn ? withdrawnPill() : ENDED[version.outcome](),
        version.hold ? heldPill() : null,
        refused ? h("span", { class: "pill pill-danger" }, say.refused) : null),
      h("code", {}, version.version),
      h("div", { class: "version-said" },
        h("p", { "data-made": version.effort }, say.madeBy[version.effort](learnedFrom(version.datasets, names))),
        version.withdrawn ? withdrawal(version.withdrawn) : null, version.hold ? holding(version.hold) : null,
        latest ? h("p", { class: "version-latest" }, latest) : null,
        version.withdrawn ? null : why(version))),
    h("td", { class: "version-model", "data-label": say.model }, saidOrEnglish(version.candidate_label), h("span", { class: "muted cell-note" }, say.rowsInAll(count(version.rows)))),
    figures().map(([label, read]) => h("td", { class: "numeric", "data-label": label }, version.measures ? read(version.measures) : "–")),
    h("td", { class: "numeric", "data-label": shared.threshold }, say.percent(ofHundred(version.threshold))),
    h("td", { class: "actions" }, h("div", {},
      open ? button("promote", version.outcome === "rejected" ? say.force : back && version.outcome === "promoted" ? say.rollBack : say.promote, "", promote) : null,
      h("a", { class: "button button-small", "data-action": "figures", "data-version": version.version, href: reportAddress(name, version.version) }, say.report),
      button(version.hold ? "release" : "hold", version.hold ? say.releaseMore : say.holdMore, "button-quiet", hold),
      open ? button("withdraw", say.withdrawMore, "button-quiet", withdraw) : null)));
}

/** Why it ended as it did: of one that passed a line, of others the first reason. */
const why = ({ outcome, reasons, reason_codes: told, checks_passed: passed, checks }: Version): HTMLElement | null =>
  (reasons.length === 0 ? null : outcome === "promoted" ? reasonsBehind(checks > 0 ? passedInWords(passed, checks, checks - passed) : say.passed, reasons, told) : reasonsInLine(reasons, told));

/** A version whose files cannot be used: it is shown, with the reason, and nothing can be done with it here. */
export function brokenRow(version: BrokenVersion): HTMLElement {
  return h("tr", { "data-version-row": version.version },
    h("th", { scope: "row" },
      h("span", { class: "version-when" }, say.unusable,
        version.champion ? h("span", { class: "pill", "data-champion": version.version }, say.championOnRecord) : null,
        version.hold ? heldPill() : null),
      h("code", {}, version.version), version.withdrawn ? withdrawal(version.withdrawn) : null, version.hold ? holding(version.hold) : null),
    h("td", { class: "broken-version", colspan: figures().length + 3 }, english(version.broken)));
}

const withdrawnPill = (): HTMLElement => h("span", { class: "pill pill-danger", "data-withdrawn": true }, icon("cross"), say.withdrawn);

const heldPill = (): HTMLElement => h("span", { class: "pill pill-accent", "data-held": true }, say.held);

/** By whom and why nobody may remove it. */
const holding = ({ at, by, reason }: Hold): HTMLElement =>
  h("span", { class: "muted cell-note withdrawn-why" }, say.heldSince(when(at), actor(by), reason));

/** By whom and why it was taken out of use. */
const withdrawal = ({ at, by, reason }: Withdrawal): HTMLElement =>
  h("span", { class: "muted cell-note withdrawn-why" }, say.withdrawnAt(when(at), actor(by), reason));
