/** What was decided about every version: by whom, when, and why. */

import { api, inWords } from "../net/api";
import type { ChampionAnswer, HistoryEntry } from "../net/wire/versions";
import { sentences } from "../status/reasons";
import { h, replace } from "../ui/dom";
import { actor, plural, when } from "../words/numbers";
import { inOneLine } from "./history-words";

/** A first page of so many lines is enough to see what happened of late. */
const SHOWN = 10;
/** Letters that stand in a line at every width: what is longer is cut there, and opens. */
const SHORT = 40;

const LOOK: Record<HistoryEntry["event"], string> = {
  promoted: "pill pill-good",
  rejected: "pill pill-warning",
  "rolled back": "pill pill-accent",
  forced: "pill pill-danger",
  "kept as candidate": "pill pill-accent",
  withdrawn: "pill pill-danger",
  held: "pill pill-accent",
  released: "pill",
  collected: "pill",
};

const WORDS: Partial<Record<HistoryEntry["event"], string>> = { forced: "By force", "kept as candidate": "Candidate" };

/** "Rolled back" */
export const eventName = (event: HistoryEntry["event"]): string => WORDS[event] ?? event.charAt(0).toUpperCase() + event.slice(1);

export function historyPanel(name: string, signal: AbortSignal) {
  const counted = h("p", { class: "muted", "data-comparisons": true, hidden: true });
  const body = h("div", {});
  let first: ChampionAnswer | null = null;
  let older: HistoryEntry[] = [];
  let cursor: string | null = null;
  let shown = SHOWN;
  const element = h("section", { class: "card", "aria-labelledby": "history-title" },
    h("h2", { id: "history-title" }, "Champion history"), counted, body);
  return {
    element,
    update(answer: ChampionAnswer): void {
      const { comparisons } = answer;
      // Older lines are kept while they follow on those that are told anew.
      if (first?.next !== answer.next) [older, cursor] = [[], answer.next];
      first = answer;
      counted.hidden = typeof comparisons !== "number";
      counted.textContent = typeof comparisons === "number"
        ? `${plural(comparisons, "version has", "versions have")} been compared on the present evaluation set. The more are tried on the same rows, the likelier one passes by luck.` : "";
      draw();
    },
  };

  function draw(): void {
    const history = [...(first?.history ?? []), ...older];
    replace(body, history.length === 0 ? h("p", { class: "muted" }, "Nothing has happened yet.") : h("ol", { class: "history" }, history.slice(0, shown).map(line)),
      cursor === null && history.length <= shown ? null : h("p", { class: "more-row" },
        h("button", { type: "button", class: "button button-small", "data-action": "more-history", onclick: () => void more() }, "Show more")));
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
      if (!signal.aborted) body.append(h("p", { class: "alert alert-danger", role: "alert" }, inWords(error)));
    }
  }
}

function line(entry: HistoryEntry): HTMLElement {
  return h("li", { "data-event": entry.event },
    h("span", { class: LOOK[entry.event] ?? "pill" }, eventName(entry.event)),
    h("code", {}, entry.version),
    h("div", { class: "history-why" }, folded(entry)),
    h("p", { class: "muted history-when" }, h("time", { datetime: entry.at }, when(entry.at)), ` · by ${actor(entry.by)}`));
}

/** One line of it; what is more opens. */
function folded(entry: HistoryEntry): HTMLElement | null {
  const said = inOneLine(entry);
  const more = [
    entry.event === "forced" ? "The gate had rejected it; an operator promoted it all the same." : null,
    ...(entry.reasons && entry.reasons.length > 0 ? sentences(entry.reasons) : entry.reason && entry.reason !== said ? [entry.reason] : []),
    entry.against ? ["Measured against ", h("code", {}, entry.against), "."] : null,
  ].filter((each) => each !== null);
  if (more.length === 0) return said === null ? null : said.length <= SHORT ? h("p", {}, said) : h("details", { class: "fold" }, h("summary", {}, said));
  return h("details", { class: "fold" }, h("summary", {}, said ?? "More"), h("ul", {}, more.map((each) => h("li", {}, each))));
}
