/** Every version with its figures on held-out rows, some at a time, and the way to make one the champion. */

import type { Tagged } from "../net/api";
import { onKeyChange, refusal } from "../net/key";
import type { Predictor } from "../net/wire/predictors";
import type { Champion, ChampionAnswer, HistoryEntry } from "../net/wire/versions";
import { freshId, h, moveTo, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { actor, count, when } from "../words/numbers";
import { say as desk } from "../words/operations";
import { say as shared } from "../words/shared";
import { say } from "../words/versions";
import { comparing } from "./comparing";
import { confirmHold } from "./hold";
import { confirmPromotion } from "./promote";
import type { SetNames } from "./set-names";
import { arranged, isWhole, KINDS, ORDERS, type Kind, type Listed, type Order } from "./version-list";
import { brokenRow, figures, versionRow } from "./version-row";
import { confirmWithdrawal } from "./withdraw";

/** What needs a key that may. */
const LOCKED = ["promote", "withdraw", "hold", "release"] as const;

/** So many are drawn at first, and so many more each time. */
const DRAWN = 15, MORE = 20;

/** What follows from what is done in the panel. */
interface Follows {
  promoted(version: string): void;
  withdrawn(version: string): void;
  held(version: string, now: boolean): void;
  overtaken(now: Champion | null): void;
  /** so many more of the list are wanted; null: as many as can be looked through */
  more(wanted: number | null): void;
}

/** Versions as they are shown: some of `total`, newest first, and the champion wherever it stands. */
export interface Shown {
  versions: Listed[];
  champion: Listed | null;
  total: number;
  more: boolean;
}

export function versionsPanel(name: string, names: () => SetNames, signal: AbortSignal, { promoted, withdrawn, held, overtaken, more }: Follows) {
  const body = h("div", {});
  /** There from the start: a status that arrives with its text is not always read. */
  const notice = h("p", { class: "form-message versions-notice", role: "status", tabindex: "-1", "data-notice": true });
  const kind = select("kind", KINDS, say.kind, arrange);
  const order = select("order", ORDERS, say.sorted, arrange);
  const tools = h("div", { class: "versions-tools", hidden: true },
    h("div", { class: "audit-field" }, h("label", { for: kind.id }, say.show), kind), h("div", { class: "audit-field" }, h("label", { for: order.id }, say.order), order));
  const compare = comparing(name);
  const element = h("section", { class: "card", "aria-labelledby": "versions-title" },
    h("h2", { id: "versions-title" }, say.title),
    h("p", { class: "muted" }, say.lead), notice, tools, compare.element, body);
  let drawn = "";
  let rows = DRAWN;
  let seen: Tagged<ChampionAnswer>;
  let known: { shown: Shown; predictor: Predictor } | null = null;

  onKeyChange(() => lock(), signal);
  function lock(): void {
    for (const button of element.querySelectorAll<HTMLButtonElement>(LOCKED.map((action) => `[data-action="${action}"]`).join())) {
      const why = refusal(button.dataset["action"] as (typeof LOCKED)[number], name);
      button.disabled = why !== null;
      button.title = why ?? "";
    }
  }

  /** Whoever looks for something looks through more than the newest. */
  function arrange(): void {
    rows = DRAWN;
    draw();
    if (known?.shown.more && (kind.value !== "all" || order.value !== "newest")) more(null);
  }

  function draw(): void {
    if (known === null) return;
    const { shown, predictor } = known;
    tools.hidden = shown.total < 4;
    if (shown.versions.length === 0) return replace(body, h("p", { class: "muted" }, say.none));
    const champion = shown.champion && isWhole(shown.champion) ? shown.champion : undefined;
    const place = shown.versions.findIndex((version) => version.champion);
    const older = new Set(place < 0 ? [] : shown.versions.slice(place + 1).map(({ version }) => version));
    const plainly = kind.value === "all" && order.value === "newest";
    const found = arranged(shown.versions, kind.value as Kind, order.value as Order);
    // Who is champion is seen at once, however many came after it.
    const first = found.slice(0, rows);
    const versions = plainly && shown.champion && !first.some((version) => version.champion) ? [shown.champion, ...first] : first;
    const latest = latestOf(seen.history);
    compare.begin();
    const row = (version: Listed) => (!isWhole(version) ? brokenRow(version) : versionRow(version, {
      name,
      back: older.has(version.version),
      refused: predictor.refusals.some((refused) => refused.version === version.version),
      latest: latest.get(version.version) ?? null,
      names: names(),
      tick: compare.box(version.version, version.created),
      promote: (each) => confirmPromotion({ name, version: each, champion: champion ?? predictor.champion, back: older.has(each.version) && each.outcome === "promoted", seen, signal, done: () => promoted(each.version), overtaken }),
      withdraw: (each) => confirmWithdrawal({ name, version: each, seen, signal, done: () => withdrawn(each.version) }),
      hold: (each) => confirmHold({ name, version: each.version, hold: each.hold, signal, done: () => held(each.version, each.hold === null) }),
    }));
    replace(body, versions.length === 0 ? h("p", { class: "muted" }, say.noneOfKind)
      : h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-labelledby": "versions-title" },
        h("table", { class: "versions" },
          h("thead", {}, h("tr", {},
            h("th", { scope: "col" }, shared.version), h("th", { scope: "col" }, say.model),
            figures().map(([label]) => h("th", { scope: "col", class: "numeric" }, label)),
            h("th", { scope: "col", class: "numeric" }, shared.threshold),
            h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, say.actions)))),
          h("tbody", {}, versions.map(row)))),
      foot(shown, found, first.length, plainly));
    compare.end();
    lock();
  }

  /** How many are shown of how many, and the way to more. */
  function foot({ versions, total, more: further }: Shown, found: Listed[], first: number, plainly: boolean): HTMLElement | null {
    if (first === found.length && !further) return null;
    const looked = plainly || !further ? "" : `${shared.gap}${say.lookedThrough(count(versions.length), count(total))}`;
    return h("p", { class: "more-row" },
      h("span", { class: "muted" }, plainly ? say.newestOf(count(first), count(total)) : `${say.foundOf(count(first), count(found.length))}${looked}`),
      h("button", { type: "button", class: "button button-small", "data-action": "more-versions", onclick: onwards }, desk.showMore));

    function onwards(): void {
      rows += MORE;
      draw();
      if (further && rows > found.length) more(MORE);
    }
  }

  return {
    element,
    /** what data sets are called has become known */
    named: draw,
    /** what became of a promotion or a withdrawal */
    say(text: string, done: boolean): void {
      notice.classList.toggle("is-done", done);
      replace(notice, icon(done ? "check" : "info"), h("span", {}, text));
      moveTo(notice, "nearest");
    },
    update(shown: Shown, predictor: Predictor, record: Tagged<ChampionAnswer>): void {
      seen = record;
      known = { shown, predictor };
      const now = JSON.stringify([shown, predictor.serving?.version, record.history[0]]);
      if (now === drawn) return;
      drawn = now;
      draw();
    },
  };
}

/** What a person has decided of each version last; how its making ended is told anyway. */
function latestOf(history: HistoryEntry[]): Map<string, string> {
  const latest = new Map<string, string>();
  for (const { event, version, at, by, reason, job } of history) {
    const told = event === "promoted" || event === "rolled back" || event === "forced";
    if (!told || job || by.startsWith("training ") || latest.has(version)) continue;
    latest.set(version, say.decided(desk.event[event], when(at), actor(by), reason));
  }
  return latest;
}

function select<T extends string>(name: string, options: Record<T, unknown>, called: Record<T, string>, changed: () => void): HTMLSelectElement {
  return h("select", { id: freshId(name), "data-versions": name, onchange: changed }, (Object.keys(options) as T[]).map((value) => h("option", { value }, called[value])));
}
