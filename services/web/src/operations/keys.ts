/** Named keys: who has one, for what, and until when; and the ways to make, rotate and revoke one. */

import { api } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import type { Key, MadeKey } from "../net/wire/keys";
import { h, moveTo, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/keys";
import { actor, when } from "../words/numbers";
import { say as shared } from "../words/shared";
import { failed } from "./failure";
import { chooseKey } from "./new-key";
import { notice } from "./upload-list";

const LOOK: Record<Key["status"], string> = { "in use": "pill-good", expired: "pill-warning", revoked: "" };

export function keysPanel(signal: AbortSignal): HTMLElement {
  const message = h("div", { role: "status", tabindex: "-1" });
  const body = h("div", {});
  const make = h("button", {
    type: "button", class: "button", "data-action": "new-key",
    onclick: () => chooseKey(signal, async (wish) => shown(await withKey((held) => api.createKey(wish, held)))),
  }, say.newKeyMore);
  const element = h("section", { class: "card keys", "aria-labelledby": "keys-title", hidden: true },
    h("h2", { id: "keys-title" }, say.title),
    h("p", { class: "muted" }, say.lead),
    message, body, h("div", {}, make));

  onKeyChange(() => {
    element.hidden = refusal("see-keys", null) !== null;
    make.hidden = refusal("make-keys", null) !== null;
    replace(message);
    if (element.hidden) replace(body);
    else void load();
  }, signal);

  async function load(): Promise<void> {
    try {
      draw(await withKey((held) => api.keys(held, signal)));
    } catch (error) {
      if (!signal.aborted && key() !== null) tell(failed(error), false);
    }
  }

  function tell(what: Child, good: boolean): void {
    replace(message, notice(what, good));
  }

  /** The secret stands here until something else is said: the server does not tell it again. */
  function shown({ key: made, secret }: MadeKey): void {
    const copied = h("span", { role: "status", class: "muted" });
    const copy = h("button", {
      type: "button", class: "button button-small", "data-action": "copy-key",
      onclick: () => void navigator.clipboard.writeText(secret).then(() => (copied.textContent = say.copied), () => (copied.textContent = say.copyByHand)),
    }, shared.copy);
    replace(message, h("div", { class: "alert alert-warning", "data-made-key": made.id }, icon("info"), h("div", { class: "made-key" },
      h("p", {}, h("strong", {}, say.keyOf(made.name)), say.copyNow),
      h("p", {}, h("code", { "data-secret": true }, secret)), h("p", {}, copy, " ", copied))));
    moveTo(message, "nearest");
    void load();
  }

  function draw(keys: Key[]): void {
    if (keys.length === 0) return replace(body, h("p", { class: "muted" }, say.none));
    replace(body, h("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-labelledby": "keys-title" },
      h("table", { class: "versions" },
        h("thead", {}, h("tr", {}, [shared.name, say.roleHead, say.for, say.until].map((title) => h("th", { scope: "col" }, title)),
          h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, say.actions)))),
        h("tbody", {}, keys.map(row)))));
  }

  function row(each: Key): HTMLElement {
    const ended = each.revoked ? say.revokedBy(when(each.revoked), actor(each.revoked_by ?? "")) : null;
    return h("tr", { "data-key": each.id, "data-status": each.status },
      h("th", { scope: "row" },
        h("span", { class: "version-when" }, each.name, h("span", { class: `pill ${LOOK[each.status]}` }, each.status === "in use" ? icon("check") : null, say.status[each.status] ?? each.status)),
        h("code", {}, each.id), h("span", { class: "muted cell-note" }, ended ?? say.madeBy(when(each.created), actor(each.created_by)))),
      h("td", { "data-label": say.roleHead }, say.role[each.role]),
      h("td", { "data-label": say.for }, each.predictors === null ? say.allPredictors : shared.list(each.predictors)),
      h("td", { "data-label": say.until }, each.expires === null ? say.itIsRevoked : when(each.expires)),
      h("td", { class: "actions" }, each.status === "revoked" || refusal("make-keys", null) !== null ? null : actions(each)));
  }

  /** Both ask once more in their own place: what used the former secret stops at once. */
  function actions(each: Key): HTMLElement {
    const place = h("div", { class: "key-actions" });
    const first = (): void => replace(place,
      ask("rotate-key", say.rotate, () => sure(say.rotateIt, "", async () => shown(await withKey((held) => api.rotateKey(each.id, held))))),
      ask("revoke-key", say.revoke, () => sure(say.revokeIt, "button-danger", async () => {
        await withKey((held) => api.revokeKey(each.id, held));
        tell(say.revoked(each.name), true);
        await load();
      })));
    const ask = (action: string, label: string, go: () => void): HTMLElement =>
      h("button", { type: "button", class: "button button-small button-quiet", "data-action": action, onclick: go }, label);
    const sure = (label: string, look: string, act: () => Promise<void>): void => {
      const keep = h("button", { type: "button", class: "button button-small", onclick: first }, say.leaveIt);
      replace(place, h("button", {
        type: "button", class: `button button-small ${look}`, "data-action": "confirm-key",
        onclick: () => void act().catch((error: unknown) => {
          tell(failed(error), false);
          first();
        }),
      }, label), keep);
      keep.focus();
    };
    first();
    return place;
  }

  return element;
}
