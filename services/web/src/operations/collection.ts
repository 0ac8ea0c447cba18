/** Old versions: which would be removed and why the others stay, and the way to have it done. */

import { api } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import { pause } from "../net/poll";
import type { Collection } from "../net/wire/versions";
import { freshId, h, moveTo, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/collections";
import { count, megabytes } from "../words/numbers";
import { plan } from "./collection-plan";
import { alwaysInWords, planInWords, underWayInWords } from "./collection-words";
import { failed } from "./failure";
import { confirmHold } from "./hold";
import { askForReason } from "./reason";
import { notice } from "./upload-list";

/** How many of the newest stay where nothing was set. */
const KEEP = 50;
const MOST = 1_000_000;

/** What follows from what is done in the panel. */
interface Follows {
  /** versions were removed */
  collected(): void;
  /** one is under legal hold now */
  held(version: string): void;
}

export function collectionPanel(name: string, signal: AbortSignal, { collected, held }: Follows): HTMLElement {
  const keep = h("input", { id: freshId("keep"), type: "number", min: 1, max: MOST, step: 1, inputmode: "numeric", value: KEEP, "data-keep": true });
  const look = h("button", { type: "submit", class: "button", "data-action": "dry-run" }, say.look);
  const remove = h("button", { type: "button", class: "button button-danger", "data-action": "collect", hidden: true, onclick: () => found && confirm(found) });
  const set = h("p", { class: "muted" });
  const error = h("p", { class: "field-error", role: "alert" });
  const message = h("div", { role: "status", tabindex: "-1" });
  const body = h("div", { class: "plan-body" });
  const element = h("section", { class: "card collection", "aria-labelledby": "collection-title", hidden: true },
    h("h2", { id: "collection-title" }, say.title), set,
    h("form", {
      class: "retrain-form", novalidate: true, autocomplete: "off",
      onsubmit: (event) => {
        event.preventDefault();
        void dryRun();
      },
    },
      h("label", { for: keep.id }, say.keep), h("div", { class: "retrain-row collection-row" }, keep, look, remove), error),
    message, body);
  let found: Collection | null = null;
  let watching = false;

  onKeyChange(() => {
    element.hidden = refusal("see-collection", name) !== null;
    found = null;
    remove.hidden = true;
    replace(body);
    replace(message);
    if (!element.hidden) void asSet();
  }, signal);

  /** How it is set, and whether the trainer is at it. */
  async function asSet(): Promise<void> {
    try {
      const now = await withKey((mine) => api.collection(name, null, mine, signal));
      set.textContent = now.automatic && now.policy
        ? say.automatic(now.policy.newest, count(now.policy.newest))
        : say.byHand;
      if (now.policy) keep.value = String(now.policy.newest);
      if (now.under_way) void watch(now.policy?.newest ?? KEEP);
    } catch (failure) {
      trouble(failure);
    }
  }

  function trouble(failure: unknown): void {
    if (!signal.aborted && key() !== null) replace(message, notice(failed(failure), false));
  }

  /** The number that was typed, or null where it is none. */
  function wanted(): number | null {
    const number = Number(keep.value);
    const right = Number.isInteger(number) && number >= 1 && number <= MOST;
    error.textContent = right ? "" : say.wholeNumber(count(MOST));
    keep.setAttribute("aria-invalid", String(!right));
    if (!right) keep.focus();
    return right ? number : null;
  }

  async function dryRun(): Promise<void> {
    const number = wanted();
    if (number === null) return;
    look.disabled = true;
    try {
      draw(await withKey((mine) => api.collection(name, number, mine, signal)));
      replace(message);
    } catch (failure) {
      trouble(failure);
    } finally {
      look.disabled = false;
    }
  }

  function draw(now: Collection): void {
    found = now;
    const waits = underWayInWords(now);
    remove.hidden = now.going === 0 || refusal("collect", name) !== null;
    remove.disabled = now.under_way === true;
    replace(remove, say.remove(now.going, count(now.going)));
    replace(body,
      h("p", { class: "plan-said", "data-plan": now.going }, h("strong", {}, planInWords(now))),
      waits ? h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, waits)) : null,
      h("p", { class: "muted" }, alwaysInWords(now)),
      plan(now, (version) => confirmHold({ name, version, hold: null, signal, done: () => {
        held(version);
        void dryRun();
      } })));
  }

  function confirm(now: Collection): void {
    const newest = now.policy?.newest ?? wanted();
    if (newest === null) return;
    askForReason({
      title: say.removeTitle(now.going, count(now.going)),
      verb: say.removeVerb,
      forced: true,
      signal,
      act: async (reason) => {
        await withKey((mine) => api.collect(name, newest, reason, mine));
        return () => {
          remove.disabled = true;
          void watch(newest);
          moveTo(message, "nearest");
        };
      },
    },
      h("p", {}, say.whatGoes(newest, count(newest), now.going, count(now.going), megabytes(now.bytes))),
      h("ul", {}, say.means.map((each) => h("li", {}, each))));
  }

  /** Until the trainer has done it; then the desk shows what is left. */
  async function watch(newest: number): Promise<void> {
    if (watching) return;
    watching = true;
    replace(message, notice(say.onceFree, true));
    try {
      for (;;) {
        await pause(2000, signal);
        const now = await withKey((mine) => api.collection(name, newest, mine, signal));
        if (now.under_way) continue;
        draw(now);
        replace(message, h("p", { class: "alert alert-good", "data-collected": true }, icon("check"), h("span", {}, say.done)));
        return collected();
      }
    } catch (failure) {
      trouble(failure);
    } finally {
      watching = false;
    }
  }

  return element;
}
