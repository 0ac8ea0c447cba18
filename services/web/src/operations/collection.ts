/** Old versions: which would be removed and why the others stay, and the way to have it done. */

import { api, inWords } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import { pause } from "../net/poll";
import type { Collection } from "../net/wire/versions";
import { freshId, h, moveTo, replace } from "../ui/dom";
import { count, megabytes, plural } from "../words/numbers";
import { icon } from "../ui/icons";
import { plan } from "./collection-plan";
import { alwaysInWords, planInWords, underWayInWords } from "./collection-words";
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
  const look = h("button", { type: "submit", class: "button", "data-action": "dry-run" }, "See what would go");
  const remove = h("button", { type: "button", class: "button button-danger", "data-action": "collect", hidden: true, onclick: () => found && confirm(found) });
  const set = h("p", { class: "muted" });
  const error = h("p", { class: "field-error", role: "alert" });
  const message = h("div", { role: "status", tabindex: "-1" });
  const body = h("div", { class: "plan-body" });
  const element = h("section", { class: "card collection", "aria-labelledby": "collection-title", hidden: true },
    h("h2", { id: "collection-title" }, "Remove old versions"), set,
    h("form", {
      class: "retrain-form", novalidate: true, autocomplete: "off",
      onsubmit: (event) => {
        event.preventDefault();
        void dryRun();
      },
    },
      h("label", { for: keep.id }, "How many of the newest stay"), h("div", { class: "retrain-row collection-row" }, keep, look, remove), error),
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
        ? `After each publication the newest ${plural(now.policy.newest, "version", "versions")} stay, and what nothing else keeps is removed by itself.`
        : "Nothing is removed by itself: only when you ask for it.";
      if (now.policy) keep.value = String(now.policy.newest);
      if (now.under_way) void watch(now.policy?.newest ?? KEEP);
    } catch (failure) {
      trouble(failure);
    }
  }

  function trouble(failure: unknown): void {
    if (!signal.aborted && key() !== null) replace(message, notice(inWords(failure), false));
  }

  /** The number that was typed, or null where it is none. */
  function wanted(): number | null {
    const number = Number(keep.value);
    const right = Number.isInteger(number) && number >= 1 && number <= MOST;
    error.textContent = right ? "" : `Type a whole number from 1 to ${count(MOST)}.`;
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
    replace(remove, `Remove ${plural(now.going, "version", "versions")}…`);
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
    const what = plural(now.going, "version", "versions");
    askForReason({
      title: `Remove ${what}?`,
      verb: "Remove for good",
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
      h("p", {}, `The newest ${plural(newest, "version", "versions")} stay, and what something else keeps. ${what} ${now.going === 1 ? "goes" : "go"} and leave ${megabytes(now.bytes)} free.`),
      h("ul", {},
        h("li", {}, "there is no way back but a backup;"),
        h("li", {}, "it is decided anew when the trainer comes to it: what is promoted or held until then stays;"),
        h("li", {}, "a line of the history stays of each of them.")));
  }

  /** Until the trainer has done it; then the desk shows what is left. */
  async function watch(newest: number): Promise<void> {
    if (watching) return;
    watching = true;
    replace(message, notice("The trainer removes them once it is free. You may leave this page.", true));
    try {
      for (;;) {
        await pause(2000, signal);
        const now = await withKey((mine) => api.collection(name, newest, mine, signal));
        if (now.under_way) continue;
        draw(now);
        replace(message, h("p", { class: "alert alert-good", "data-collected": true }, icon("check"), h("span", {}, "It is done. The history names what was removed.")));
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
