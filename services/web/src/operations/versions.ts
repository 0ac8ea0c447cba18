/** Every version with its figures on held-out rows, and the way to make it the champion. */

import type { Tagged } from "../net/api";
import { onKeyChange, refusal } from "../net/key";
import type { Measures } from "../net/wire/report";
import type { Predictor } from "../net/wire/predictors";
import type { BrokenVersion, Champion, ChampionAnswer, Hold, Outcome, Version, Withdrawal } from "../net/wire/versions";
import { reportAddress } from "../ui/addresses";
import { h, moveTo, replace } from "../ui/dom";
import { actor, count, decimal, ofHundred, when } from "../ui/format";
import { icon } from "../ui/icons";
import { confirmHold } from "./hold";
import { confirmPromotion } from "./promote";
import { confirmWithdrawal } from "./withdraw";

const FIGURES: [string, (metrics: Measures) => string][] = [
  ["AUROC", (m) => decimal(m.auroc)],
  ["Log loss", (m) => decimal(m.log_loss)],
  ["Brier", (m) => decimal(m.brier)],
  ["Recall", (m) => decimal(m.recall, 2)],
  ["Precision", (m) => decimal(m.precision, 2)],
];

/** How it ended, where it did not become champion by itself. */
const ENDED: Record<Outcome, () => HTMLElement | null> = {
  promoted: () => null,
  candidate: () => h("span", { class: "pill pill-accent", "data-candidate": true }, "Candidate"),
  rejected: () => h("span", { class: "pill pill-warning" }, "Rejected"),
};

/** What needs a key that may. */
const LOCKED = ["promote", "withdraw", "hold", "release"] as const;

const isWhole = (version: Version | BrokenVersion): version is Version => !("broken" in version);

/** What follows from what is done in the panel. */
interface Follows {
  promoted(version: string): void;
  withdrawn(version: string): void;
  held(version: string, now: boolean): void;
  overtaken(now: Champion | null): void;
  /** more of the list is wanted */
  more(): void;
}

/** Versions as they are shown: some of `total`, newest first, and the champion wherever it stands. */
export interface Shown {
  versions: (Version | BrokenVersion)[];
  champion: Version | BrokenVersion | null;
  total: number;
  more: boolean;
}

export function versionsPanel(name: string, signal: AbortSignal, { promoted, withdrawn, held, overtaken, more }: Follows) {
  const body = h("div", {});
  /** There from the start: a status that arrives with its text is not always read. */
  const notice = h("p", { class: "form-message versions-notice", role: "status", tabindex: "-1", "data-notice": true });
  const element = h("section", { class: "card", "aria-labelledby": "versions-title" },
    h("h2", { id: "versions-title" }, "Versions"),
    h("p", { class: "muted" }, "Figures are of people whom the model had not seen."), notice, body);
  let drawn = "";
  let seen: Tagged<ChampionAnswer>;

  onKeyChange(() => lock(), signal);
  function lock(): void {
    for (const button of element.querySelectorAll<HTMLButtonElement>(LOCKED.map((action) => `[data-action="${action}"]`).join())) {
      const why = refusal(button.dataset["action"] as (typeof LOCKED)[number], name);
      button.disabled = why !== null;
      button.title = why ?? "";
    }
  }

  return {
    element,
    /** what became of a promotion or a withdrawal */
    say(text: string, done: boolean): void {
      notice.classList.toggle("is-done", done);
      replace(notice, icon(done ? "check" : "info"), h("span", {}, text));
      moveTo(notice, "nearest");
    },
    update(shown: Shown, predictor: Predictor, record: Tagged<ChampionAnswer>): void {
      seen = record;
      const now = JSON.stringify([shown, predictor.serving?.version]);
      if (now === drawn) return;
      drawn = now;
      if (shown.versions.length === 0) return replace(body, h("p", { class: "muted" }, "No version has been published yet."));
      const champion = shown.champion && isWhole(shown.champion) ? shown.champion : undefined;
      const place = shown.versions.findIndex((version) => version.champion);
      // Who is champion is seen at once, however many came after it.
      const versions = place < 0 && shown.champion ? [shown.champion, ...shown.versions] : shown.versions;
      const older = new Set(place < 0 ? [] : shown.versions.slice(place + 1).map(({ version }) => version));
      replace(body, h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "versions-title" },
        h("table", { class: "versions" },
          h("thead", {}, h("tr", {},
            h("th", { scope: "col" }, "Version"), h("th", { scope: "col" }, "Model"),
            FIGURES.map(([label]) => h("th", { scope: "col", class: "numeric" }, label)),
            h("th", { scope: "col", class: "numeric" }, "Threshold"),
            h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Actions")))),
          h("tbody", {}, versions.map((version) => isWhole(version) ? row(version, champion, predictor, older.has(version.version)) : brokenRow(version))))),
        shown.total > shown.versions.length ? h("p", { class: "more-row" },
          h("span", { class: "muted" }, `The newest ${count(shown.versions.length)} of ${count(shown.total)}.`),
          shown.more ? h("button", { type: "button", class: "button button-small", "data-action": "more-versions", onclick: () => more() }, "Show more") : null) : null);
      lock();
    },
  };

  /** `older`: it was published before the champion, whatever a clock has said. */
  function row(version: Version, champion: Version | undefined, predictor: Predictor, older: boolean): HTMLElement {
    const back = older && version.outcome === "promoted";
    const refused = predictor.refusals.some((refusal) => refusal.version === version.version);
    return h("tr", { class: version.champion ? "is-champion" : "", "data-version-row": version.version },
      h("th", { scope: "row" },
        h("span", { class: "version-when" }, h("time", { datetime: version.created }, when(version.created)),
          version.champion ? h("span", { class: "pill pill-good", "data-champion": version.version }, icon("check"), "Champion") : null,
          version.withdrawn ? withdrawnPill() : ENDED[version.outcome](),
          version.hold ? heldPill() : null,
          refused ? h("span", { class: "pill pill-danger" }, "Refused") : null),
        h("code", {}, version.version), version.withdrawn ? withdrawal(version.withdrawn) : null, version.hold ? holding(version.hold) : null),
      h("td", { "data-label": "Model" }, version.candidate_label, h("span", { class: "muted cell-note" }, `${count(version.rows)} rows in all`)),
      FIGURES.map(([label, read]) => h("td", { class: "numeric", "data-label": label }, version.measures ? read(version.measures) : "–")),
      h("td", { class: "numeric", "data-label": "Threshold" }, `${ofHundred(version.threshold)} %`),
      h("td", { class: "actions" },
        h("a", { class: "button button-small button-quiet", "data-action": "figures", "data-version": version.version, href: reportAddress(name, version.version) }, "Report"),
        h("button", {
          type: "button", class: "button button-small button-quiet", "data-action": version.hold ? "release" : "hold", "data-version": version.version,
          onclick: () => confirmHold({ name, version: version.version, hold: version.hold, signal, done: () => held(version.version, version.hold === null) }),
        }, version.hold ? "Release…" : "Hold…"),
        version.champion || version.withdrawn ? null : [h("button", {
          type: "button", class: "button button-small button-quiet", "data-action": "withdraw", "data-version": version.version,
          onclick: () => confirmWithdrawal({ name, version, seen, signal, done: () => withdrawn(version.version) }),
        }, "Withdraw…"), h("button", {
          type: "button", class: "button button-small", "data-action": "promote", "data-version": version.version,
          onclick: () => confirmPromotion({ name, version, champion: champion ?? predictor.champion, back, seen, signal, done: () => promoted(version.version), overtaken }),
        }, version.outcome === "rejected" ? "Force…" : back ? "Roll back" : "Promote")]));
  }
}

const withdrawnPill = (): HTMLElement => h("span", { class: "pill pill-danger", "data-withdrawn": true }, icon("cross"), "Withdrawn");

const heldPill = (): HTMLElement => h("span", { class: "pill pill-accent", "data-held": true }, "Held");

/** By whom and why nobody may remove it. */
const holding = ({ at, by, reason }: Hold): HTMLElement =>
  h("span", { class: "muted cell-note withdrawn-why" }, `held since ${when(at)} by ${actor(by)}: ${reason}`);

/** By whom and why it was taken out of use. */
const withdrawal = ({ at, by, reason }: Withdrawal): HTMLElement =>
  h("span", { class: "muted cell-note withdrawn-why" }, `${when(at)} by ${actor(by)}: ${reason}`);

/** A version whose files cannot be used: it is shown, with the reason, and nothing can be done with it here. */
function brokenRow(version: BrokenVersion): HTMLElement {
  return h("tr", { "data-version-row": version.version },
    h("th", { scope: "row" },
      h("span", { class: "version-when" }, "Unusable",
        version.champion ? h("span", { class: "pill", "data-champion": version.version }, "Champion on record") : null,
        version.hold ? heldPill() : null),
      h("code", {}, version.version), version.withdrawn ? withdrawal(version.withdrawn) : null, version.hold ? holding(version.hold) : null),
    h("td", { class: "broken-version", colspan: FIGURES.length + 3 }, version.broken));
}
