/** Whether the audit log and the histories are whole, the heads to keep elsewhere, and a check of one that was kept. */

import { api } from "../net/api";
import { withKey } from "../net/key";
import type { Audit, Chain } from "../net/wire/audit";
import { freshId, h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/audit";
import { count } from "../words/numbers";
import { say as shared } from "../words/shared";
import { called, chainsInWords, faultInWords, LOG } from "./audit-words";
import { failed } from "./failure";

export function chainsBox(signal: AbortSignal) {
  const verdict = h("div", { role: "status" });
  const heads = h("dl", { class: "facts heads" });
  const element = h("div", { class: "chains" }, verdict,
    h("details", { "data-heads": true }, h("summary", {}, say.wasCut),
      h("div", { class: "chains-more" },
        h("p", { class: "muted" }, say.cutOff),
        heads, kept(signal))));
  return {
    element,
    show({ chains }: Audit): void {
      const { whole, said, more } = chainsInWords(chains);
      const head = chains.find(({ of }) => of === LOG)?.head ?? null;
      replace(verdict, h("div", { class: whole ? "alert alert-good" : "alert alert-danger", "data-chains": whole ? "whole" : "broken" }, icon(whole ? "check" : "warning"),
        h("div", {}, h("p", {}, h("strong", {}, said)), more.map((text) => h("p", {}, text)),
          whole && head ? h("p", { class: "head" }, say.headOfLog, h("code", { "data-head": head }, head)) : null)));
      replace(heads, chains.map(fact));
    },
  };
}

const fact = ({ of, entries, head }: Chain) => [
  h("dt", {}, say.chainOf(called(of), entries, count(entries))), h("dd", {}, head ? h("code", {}, head) : say.noHead)];

/** Asks whether the entry with a head that somebody has kept is still in the log. */
function kept(signal: AbortSignal): HTMLElement {
  const input = h("input", { id: freshId("head"), type: "text", autocomplete: "off", spellcheck: "false", maxlength: 64, "data-kept-head": true });
  const button = h("button", { type: "submit", class: "button", "data-action": "check-head" }, say.check);
  const answer = h("div", { role: "status" });
  return h("form", {
    class: "kept-head", novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      void check();
    },
  },
    h("label", { for: input.id }, say.keptHead, " ", h("span", { class: "muted" }, say.orItsBeginning)),
    h("div", { class: "retrain-row" }, input, button), answer);

  async function check(): Promise<void> {
    const head = input.value.trim().toLowerCase();
    if (!head) return input.focus();
    button.disabled = true;
    try {
      const { chains } = await withKey((held) => api.audit({ head, limit: "1" }, held, signal));
      const faults = chains.find(({ of }) => of === LOG)?.faults ?? [];
      tell(faults.length === 0 ? say.stillThere : faults.map((fault) => [faultInWords(fault), shared.stop, shared.gap]), faults.length === 0);
    } catch (error) {
      if (!signal.aborted) tell(failed(error), false);
    } finally {
      button.disabled = false;
    }
  }

  function tell(what: Child, good: boolean): void {
    replace(answer, h("p", { class: good ? "alert alert-good" : "alert alert-danger", "data-kept": String(good) }, icon(good ? "check" : "warning"), h("span", {}, what)));
  }
}
