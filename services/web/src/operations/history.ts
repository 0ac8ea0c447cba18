/** What was decided about every version: by whom, when, and why. */

import { api } from "../net/api";
import type { ChampionAnswer, HistoryEntry } from "../net/wire/versions";
import { reasonsSaid } from "../status/said";
import { h, replace } from "../ui/dom";
import { actor, count, when } from "../words/numbers";
import { say } from "../words/operations";
import { failed } from "./failure";
import { inOneLine } from "./history-words";

/** A first page of so many lines is enough to see what happened of late. */
const SHOWN = 10;
/** Letters that stand in a line at every width: what is longer is cut there, and opens. */
const SHORT = 40;

const LOOK: Record<HistoryEntry["event"], string> = {
  promoted: "pill-good",
  rejected: "pill-warning",
  "rolled back": "pill-accent",
  forced: "pill-danger",
  "kept as candidate": "pill-accent",
  withdrawn: "pill-danger",
  held: "pill-accent",
  released: "",
  collected: "",
};

export function historyPanel(name: string, signal: AbortSignal) {
  const counted = h("p", { class: "muted", "data-comparisons": true, hidden: true });
  const body = h("div", {});
  let first: ChampionAnswer | null = null;
  let older: HistoryEntry[] = [];
  let cursor: string | null = null;
  let shown = SHOWN;
  const element = h("section", { class: "card", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, say.history), counted, body);
  return {
    element,
    update(answer: ChampionAnswer): void {
      const { comparisons } = answer;
      // Older lines are kept while they follow on those that are told anew.
      if (first?.next !== answer.next) [older, cursor] = [[], answer.next];
      first = answer;
      counted.hidden = typeof comparisons !== "number";
      counted.textContent = typeof comparisons === "number"
        ? say.comparisons(comparisons, count(comparisons)) : "";
      draw();
    },
  };

  function draw(): void {
    const history = [...(first?.history ?? []), ...older];
    replace(body, history.length === 0 ? h("p", { class: "muted" }, say.nothingHappened) : h("ol", { class: "history" }, history.slice(0, shown).map(line)),
      cursor === null && history.length <= shown ? null : h("p", { class: "more-row" },
        h("button", { type: "button", class: "button button-small", "data-action": "more-history", onclick: () => void more() }, say.showMore)));
  }

  async function more(): Promise<void> {
    shown += 2 * SHOWN;
    draw();
    if (cursor === null || shown <= (first?.history.length ?? 0) + older.length) return;
    const before = first;
    try {
      const page = await api.history(name, cursor, signal);
      if (before?.next !== first?.next) return;
      older.push(...page.history);
      cursor = page.next;
      draw();
    } catch (error) {
      if (!signal.aborted) body.append(h("p", { class: "alert alert-danger", role: "alert" }, failed(error)));
    }
  }
}

function line(entry: HistoryEntry): HTMLElement {
  return h("li", { "data-event": entry.event },
    h("span", { class: `pill ${LOOK[entry.event] ?? ""}` }, say.event[entry.event] ?? entry.event),
    h("code", {}, entry.version),
    h("div", { class: "history-why" }, folded(entry)),
    h("p", { class: "muted history-when" }, h("time", { datetime: entry.at }, when(entry.at)), ` · ${say.byWhom(actor(entry.by))}`));
}

/** One line of it; what is more opens. */
function folded(entry: HistoryEntry): HTMLElement | null {
  const said = inOneLine(entry);
  const reasons = entry.reasons ?? [];
  const more = [
    entry.event === "forced" ? say.forcedAll : null,
    ...(reasons.length > 0 ? reasonsSaid(reasons, [], entry.reason_codes) : entry.reason && entry.reason !== said ? [entry.reason] : []),
    entry.against ? [say.against[0], h("code", {}, entry.against), say.against[1]] : null,
  ].filter((each) => each !== null);
  if (more.length === 0) return said === null ? null : typeof said !== "string" || said.length <= SHORT ? h("p", {}, said) : h("details", { class: "fold" }, h("summary", {}, said));
  return h("details", { class: "fold" }, h("summary", {}, said ?? say.more), h("ul", {}, more.map((each) => h("li", {}, each))));
}
