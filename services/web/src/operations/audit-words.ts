/** The audit log in plain words: what its chains say, who has done something, and which entries are asked for. */

import type { Chain, Entry } from "../net/wire/audit";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { say } from "../words/audit";
import { actor, count } from "../words/numbers";
import { say as shared } from "../words/shared";

/** What the chain of the log itself is called on the wire. */
export const LOG = "audit";

interface Found {
  whole: boolean;
  /** one sentence that stands out */
  said: string;
  /** what it is about or, where something is wrong, each fault */
  more: Child[];
}

export function chainsInWords(chains: Chain[]): Found {
  const faults = chains.flatMap(({ of, faults: found }) => found.map((fault) => [shared.colon(called(of)), faultInWords(fault), shared.stop]));
  if (faults.length > 0) return { whole: false, said: say.changed, more: faults };
  const log = chains.find(({ of }) => of === LOG);
  const histories = chains.filter(({ of }) => of !== LOG).length;
  const unchained = chains.reduce((sum, chain) => sum + chain.unchained, 0);
  const entries = log?.entries ?? 0;
  return {
    whole: true,
    said: say.nothingChanged,
    more: [say.whole(entries, count(entries), histories, unchained, count(unchained))],
  };
}

/** What may be wrong with a chain, as the server writes it: what is in brackets goes into the page's words. */
const FAULTS: [RegExp, (found: string) => string][] = [
  [/^line (\d+) was changed$/, (line) => say.lineChanged(line)],
  [/^line (\d+) cannot be read$/, (line) => say.lineUnread(line)],
  [/^line (\d+) does not follow what is before it\b/, (line) => say.lineUnfit(line)],
  [/^and (\d+) lines more$/, (lines) => say.moreLines(lines)],
  [/^the entry whose hash was kept elsewhere is not there\b/, () => say.headGone],
  [/^no line tells that (\S+) became champion\b/, (version) => say.championUntold(version)],
];

export function faultInWords(fault: string): Child {
  for (const [pattern, words] of FAULTS) {
    const found = pattern.exec(fault);
    if (found) return words(found[1] ?? "");
  }
  return english(fault);
}

/** "The history of heart" */
export const called = (of: string): string => (of === LOG ? say.theLog : say.historyOf(of));

/** Who it was; a training and the operator's key have no role beside them: they are one. */
export const by = ({ who, key: named, role }: Entry): string =>
  (named !== null ? say.asRole(who, (say.role as Readonly<Record<string, string>>)[role] ?? role) : role === "operator" ? say.operator : actor(who));

/** "Publish: promoted" */
export const done = (action: string): string =>
  (say.action as Readonly<Record<string, string>>)[action] ?? `${action.charAt(0).toUpperCase()}${action.slice(1)}`;

/** What it was done to, as a person tells one from another; a hash by its beginning. */
export const about = (subject: string): string => (subject.length > 32 ? `${subject.slice(0, 12)}…` : subject);

/** What became of what, where that is not said already. */
export const change = ({ subject, before, after }: Entry): string | null => {
  const text = before && after ? `${before} → ${after}` : after;
  return text && text !== subject ? text : null;
};

/** What is asked for; an empty text is not asked about. Days are those of whoever asks, the last one included. */
export interface Asked {
  who: string;
  action: string;
  predictor: string;
  subject: string;
  from: string;
  to: string;
}

/** The query of it. */
export function asQuery({ from, to, ...words }: Asked): Record<string, string> {
  const asked = Object.entries(words).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== "");
  const since = midnight(from, 0), until = midnight(to, 1);
  return { ...Object.fromEntries(asked), ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

/** When a day begins, or one so many days after it: "2026-11-29" here is a moment elsewhere. */
function midnight(day: string, after: number): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  const moment = new Date(year, month - 1, date + after);
  // A year of five digits may be typed, and is no time to the server.
  return year > 9998 || year < 1000 ? null : moment.toISOString();
}

/** "21 to 40 of 312" */
export function place(first: number, shown: number, total: number): string {
  if (total === 0) return say.noEntries;
  return shown === total ? say.entries(total, count(total)) : say.place(count(first + 1), count(first + shown), total, count(total));
}
