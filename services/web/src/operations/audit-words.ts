/** The audit log in plain words: what its chains say, who has done something, and which entries are asked for. */

import type { Chain, Entry } from "../net/wire/audit";
import { actor, count, plural } from "../words/numbers";

/** What the chain of the log itself is called on the wire. */
export const LOG = "audit";

interface Found {
  whole: boolean;
  /** one sentence that stands out */
  said: string;
  /** what it is about or, where something is wrong, each fault */
  more: string[];
}

export function chainsInWords(chains: Chain[]): Found {
  const faults = chains.flatMap(({ of, faults: found }) => found.map((fault) => `${called(of)}: ${fault}.`));
  if (faults.length > 0) return { whole: false, said: "Checked: something was changed, or is damaged.", more: faults };
  const log = chains.find(({ of }) => of === LOG);
  const histories = chains.filter(({ of }) => of !== LOG).length;
  const unchained = chains.reduce((sum, chain) => sum + chain.unchained, 0);
  const what = `The log (${plural(log?.entries ?? 0, "entry", "entries")})${histories > 0 ? ` and the ${plural(histories, "history", "histories")} of versions are` : " is"} whole`;
  return {
    whole: true,
    said: "Checked: nothing was changed.",
    more: [`${what}: no entry was altered, dropped, moved or put in.${unchained > 0 ? ` Of ${plural(unchained, "line", "lines")} from before there was a chain that cannot be told.` : ""}`],
  };
}

/** "The history of heart" */
export const called = (of: string): string => (of === LOG ? "The audit log" : `The history of ${of}`);

/** Who it was; a training and the operator's key have no role beside them: they are one. */
export const by = ({ who, key: named, role }: Entry): string =>
  (named !== null ? `${who}, ${role.replace("_", " ")}` : role === "operator" ? "the operator" : actor(who));

/** "Publish: promoted" */
export const done = (action: string): string => `${action.charAt(0).toUpperCase()}${action.slice(1)}`;

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
  if (total === 0) return "No entries";
  return shown === total ? plural(total, "entry", "entries") : `${count(first + 1)} to ${count(first + shown)} of ${plural(total, "entry", "entries")}`;
}
