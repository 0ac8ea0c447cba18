/** Who did what, newest first, a page at a time, and whether the log is whole: for operators and auditors. */

import { api } from "../net/api";
import { key, onKeyChange, refusal, withKey } from "../net/key";
import type { Audit, Entry } from "../net/wire/audit";
import { joined } from "../status/reasons";
import { h, replace, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { saveAs } from "../ui/save";
import { say } from "../words/audit";
import { when } from "../words/numbers";
import { chainsBox } from "./audit-chains";
import { auditCsv } from "./audit-csv";
import { auditFilter } from "./audit-filter";
import { about, by, change, done, place } from "./audit-words";
import { failed } from "./failure";
import { notice } from "./upload-list";
import { reasonsBehind, reasonsInLine } from "./why";

/** So many entries are a page, and so many are asked for at once where all are wanted. */
const SHOWN = 20, AT_ONCE = 2000;

export function auditPanel(signal: AbortSignal): HTMLElement {
  const chains = chainsBox(signal);
  const filter = auditFilter(() => show([null]));
  const where = h("p", { class: "muted audit-place", role: "status" });
  const newer = turner("newer-audit", say.newer, () => show(pages.slice(0, -1)));
  const older = turner("older-audit", say.older, () => next !== null && show([...pages, next]));
  const csv = turner("audit-csv", say.csv, () => void download());
  csv.prepend(icon("download"));
  const again = turner("audit", say.again, () => show([null]));
  again.prepend(icon("refresh"));
  const trouble = h("div", { role: "alert" });
  const list = h("div", { class: "audit-list" });
  const element = h("section", { class: "card audit", "aria-labelledby": "audit-title", hidden: true },
    h("div", { class: "panel-head" }, h("h2", { id: "audit-title", tabindex: "-1" }, say.title), again),
    h("p", { class: "muted" }, say.lead),
    chains.element, filter.element, h("div", { class: "audit-bar" }, where, h("div", { class: "button-row" }, newer, older, csv)), trouble, list);
  /** where the page on show begins, and the newer ones before it */
  let pages: (string | null)[] = [null];
  let next: string | null = null;
  let turn = 0;

  onKeyChange(() => {
    element.hidden = refusal("audit", null) !== null;
    if (element.hidden) replace(list);
    else show([null]);
  }, signal);

  function show(wanted: (string | null)[]): void {
    const from = wanted.at(-1) ?? null;
    void ask({ ...filter.query(), ...(from === null ? {} : { before: from }), limit: String(SHOWN) }, wanted);
  }

  /** What is there stays until the answer comes, so that nothing jumps. */
  async function ask(query: Record<string, string>, wanted: (string | null)[]): Promise<void> {
    const mine = ++turn;
    element.setAttribute("aria-busy", "true");
    try {
      const found = await withKey((held) => api.audit(query, held, signal));
      if (mine !== turn) return;
      replace(trouble);
      pages = wanted;
      next = found.next;
      draw(found);
    } catch (error) {
      if (mine === turn && !signal.aborted && key() !== null) replace(trouble, notice(failed(error), false));
    } finally {
      if (mine === turn) element.setAttribute("aria-busy", "false");
    }
  }

  function draw(found: Audit): void {
    const { entries, total } = found;
    chains.show(found);
    filter.offer(found);
    where.textContent = place((pages.length - 1) * SHOWN, entries.length, total);
    newer.disabled = pages.length < 2;
    older.disabled = next === null;
    csv.disabled = total === 0;
    if (entries.length === 0) return replace(list, h("p", { class: "muted" }, Object.keys(filter.query()).length > 0 ? say.nothingOfKind : say.nothing));
    replace(list, h("table", { class: "log" },
      h("caption", { class: "visually-hidden" }, say.table),
      h("thead", {}, h("tr", {}, Object.values(say.head).map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, entries.map(row))));
  }

  /** All that is asked for, however many pages that is. */
  async function download(): Promise<void> {
    csv.disabled = true;
    const query = filter.query();
    const all: Entry[] = [];
    try {
      for (let before: string | null = null; ;) {
        const from: Record<string, string> = before === null ? {} : { before };
        const found = await withKey((held) => api.audit({ ...query, ...from, limit: String(AT_ONCE) }, held, signal));
        all.push(...found.entries);
        before = found.next;
        if (before === null) break;
      }
      replace(trouble);
      saveAs(`audit-${new Date().toISOString().slice(0, 10)}.csv`, "text/csv", auditCsv(all));
    } catch (error) {
      if (!signal.aborted) replace(trouble, notice(failed(error), false));
    } finally {
      csv.disabled = false;
    }
  }

  return element;
}

const turner = (action: string, label: string, go: () => void): HTMLButtonElement =>
  h("button", { type: "button", class: "button button-small", "data-action": action, onclick: go }, label);

function row(each: Entry): HTMLElement {
  const changed = change(each);
  const subject: Child = each.subject ? h("code", { title: each.subject }, about(each.subject)) : null;
  return h("tr", { "data-entry": each.action },
    h("td", { class: "log-when" }, h("time", { datetime: each.at }, when(each.at))),
    h("td", { class: "log-who" }, by(each)),
    h("th", { scope: "row" }, done(each.action), each.predictor ? h("span", { class: "muted cell-note" }, each.predictor) : null),
    h("td", { class: "log-about" }, subject, changed ? h("span", { class: "muted cell-note" }, english(changed)) : null),
    h("td", { class: "log-reason" }, why(each)));
}

/** What a person has typed is short; a training's reasons are one line that opens. */
export function why({ role, action, reason, reasons, reason_codes: told }: Entry): Child {
  if (!reason || role !== "trainer" || action === "collect") return reason;
  const each = reasons ?? joined(reason);
  return action === "publish: promoted" ? reasonsBehind(say.passed, each, told) : reasonsInLine(each, told);
}
