/** Named keys: who has one, for what, and until when; and the ways to make, rotate and revoke one. */

import { api, inWords } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import type { Key, MadeKey } from "../net/wire/keys";
import { h, moveTo, replace } from "../ui/dom";
import { actor, when } from "../words/numbers";
import { icon } from "../ui/icons";
import { chooseKey } from "./new-key";
import { ROLES } from "./role";
import { notice } from "./upload-list";

const STATUS: Record<Key["status"], string> = { "in use": "pill pill-good", expired: "pill pill-warning", revoked: "pill" };

export function keysPanel(signal: AbortSignal): HTMLElement {
  const message = h("div", { role: "status", tabindex: "-1" });
  const body = h("div", {});
  const make = h("button", {
    type: "button", class: "button", "data-action": "new-key",
    onclick: () => chooseKey(signal, async (wish) => shown(await withKey((held) => api.createKey(wish, held)))),
  }, "New key…");
  const element = h("section", { class: "card keys", "aria-labelledby": "keys-title", hidden: true },
    h("h2", { id: "keys-title" }, "Keys"),
    h("p", { class: "muted" }, "Who may do what here, beside the operator’s key. A key that is revoked is refused from the next request on."),
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
      if (!signal.aborted && key() !== null) say(inWords(error), false);
    }
  }

  function say(text: string, good: boolean): void {
    replace(message, notice(text, good));
  }

  /** The secret stands here until something else is said: the server does not tell it again. */
  function shown({ key: made, secret }: MadeKey): void {
    const copied = h("span", { role: "status", class: "muted" });
    const copy = h("button", {
      type: "button", class: "button button-small", "data-action": "copy-key",
      onclick: () => void navigator.clipboard.writeText(secret).then(() => (copied.textContent = "Copied."), () => (copied.textContent = "Select it and copy it by hand.")),
    }, "Copy");
    replace(message, h("div", { class: "alert alert-warning", "data-made-key": made.id }, icon("info"), h("div", { class: "made-key" },
      h("p", {}, h("strong", {}, `The key of ${made.name}. `), "Copy it now: it is shown this once, and nobody can show it again."),
      h("p", {}, h("code", { "data-secret": true }, secret)), h("p", {}, copy, " ", copied))));
    moveTo(message, "nearest");
    void load();
  }

  function draw(keys: Key[]): void {
    if (keys.length === 0) return replace(body, h("p", { class: "muted" }, "Nobody has a named key yet."));
    replace(body, h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "keys-title" },
      h("table", { class: "versions" },
        h("thead", {}, h("tr", {}, ["Name", "Role", "For", "Until"].map((title) => h("th", { scope: "col" }, title)),
          h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Actions")))),
        h("tbody", {}, keys.map(row)))));
  }

  function row(each: Key): HTMLElement {
    const ended = each.revoked ? `revoked ${when(each.revoked)} by ${actor(each.revoked_by ?? "")}` : null;
    return h("tr", { "data-key": each.id, "data-status": each.status },
      h("th", { scope: "row" },
        h("span", { class: "version-when" }, each.name, h("span", { class: STATUS[each.status] }, each.status === "in use" ? icon("check") : null, each.status)),
        h("code", {}, each.id), h("span", { class: "muted cell-note" }, ended ?? `made ${when(each.created)} by ${actor(each.created_by)}`)),
      h("td", { "data-label": "Role" }, ROLES[each.role].label),
      h("td", { "data-label": "For" }, each.predictors === null ? "all predictors" : each.predictors.join(", ")),
      h("td", { "data-label": "Until" }, each.expires === null ? "it is revoked" : when(each.expires)),
      h("td", { class: "actions" }, each.status === "revoked" || refusal("make-keys", null) !== null ? null : actions(each)));
  }

  /** Both ask once more in their own place: what used the former secret stops at once. */
  function actions(each: Key): HTMLElement {
    const place = h("div", { class: "key-actions" });
    const first = (): void => replace(place,
      ask("rotate-key", "Rotate", () => sure("Rotate it", "button button-small", async () => shown(await withKey((held) => api.rotateKey(each.id, held))))),
      ask("revoke-key", "Revoke", () => sure("Revoke it", "button button-small button-danger", async () => {
        await withKey((held) => api.revokeKey(each.id, held));
        say(`The key of ${each.name} is revoked.`, true);
        await load();
      })));
    const ask = (action: string, label: string, go: () => void): HTMLElement =>
      h("button", { type: "button", class: "button button-small button-quiet", "data-action": action, onclick: go }, label);
    const sure = (label: string, look: string, act: () => Promise<void>): void => {
      const keep = h("button", { type: "button", class: "button button-small", onclick: first }, "Leave it");
      replace(place, h("button", {
        type: "button", class: look, "data-action": "confirm-key",
        onclick: () => void act().catch((error: unknown) => {
          say(inWords(error), false);
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
