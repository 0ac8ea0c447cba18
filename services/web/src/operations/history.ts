/** What was decided about every version: by whom, when, and why. */

import type { ChampionAnswer, HistoryEntry } from "../net/wire/versions";
import { h, replace } from "../ui/dom";
import { actor, plural, when } from "../ui/format";

const LOOK: Record<HistoryEntry["event"], string> = {
  promoted: "pill pill-good",
  rejected: "pill pill-warning",
  "rolled back": "pill pill-accent",
  forced: "pill pill-danger",
  "kept as candidate": "pill pill-accent",
  withdrawn: "pill pill-danger",
};

const WORDS: Partial<Record<HistoryEntry["event"], string>> = { forced: "By force", "kept as candidate": "Candidate" };

export function historyPanel() {
  const counted = h("p", { class: "muted", "data-comparisons": true, hidden: true });
  const body = h("div", {});
  const element = h("section", { class: "card", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, "Champion history"), counted, body);
  return {
    element,
    update({ history, comparisons }: ChampionAnswer): void {
      counted.hidden = typeof comparisons !== "number";
      counted.textContent = typeof comparisons === "number"
        ? `${plural(comparisons, "version has", "versions have")} been compared on the present evaluation set. The more are tried on the same rows, the likelier one passes by luck.` : "";
      replace(body, history.length === 0
        ? h("p", { class: "muted" }, "Nothing has happened yet.")
        : h("ol", { class: "history" }, history.map((entry) => h("li", { "data-event": entry.event },
            h("span", { class: LOOK[entry.event] ?? "pill" }, WORDS[entry.event] ?? entry.event.charAt(0).toUpperCase() + entry.event.slice(1)),
            h("div", {},
              h("p", {}, h("code", {}, entry.version)),
              entry.event === "forced" ? h("p", { class: "job-error" }, "The gate had rejected it; an operator promoted it all the same.") : null,
              entry.reason ? h("p", {}, entry.reason) : null,
              h("p", { class: "muted" }, h("time", { datetime: entry.at }, when(entry.at)), ` · by ${actor(entry.by)}`, entry.against ? [" · measured against ", h("code", {}, entry.against)] : null))))));
    },
  };
}
