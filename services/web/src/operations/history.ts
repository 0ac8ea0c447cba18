/** Who made what the champion, when, and why. */

import { h, replace } from "../dom";
import { actor, when } from "../format";
import type { HistoryEntry } from "../wire";

const LOOK: Record<HistoryEntry["event"], string> = {
  promoted: "pill pill-good",
  rejected: "pill pill-warning",
  "rolled back": "pill pill-accent",
};

export function historyPanel() {
  const body = h("div", {});
  const element = h("section", { class: "card", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, "Champion history"), body);
  return {
    element,
    update(history: HistoryEntry[]): void {
      replace(body, history.length === 0
        ? h("p", { class: "muted" }, "Nothing has happened yet.")
        : h("ol", { class: "history" }, history.map((entry) => h("li", { "data-event": entry.event },
            h("span", { class: LOOK[entry.event] ?? "pill" }, entry.event.charAt(0).toUpperCase() + entry.event.slice(1)),
            h("div", {},
              h("p", {}, h("code", {}, entry.version)),
              entry.reason ? h("p", {}, entry.reason) : null,
              h("p", { class: "muted" }, h("time", { datetime: entry.at }, when(entry.at)), ` · by ${actor(entry.by)}`))))));
    },
  };
}
