/** What the server has written into a report, a history or a list, in the page's words where it knows what is said; else marked as the English that it is. */

import type { Code } from "../net/wire/codes";
import type { GateCheck } from "../net/wire/report";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { figure, say as codes, type Words as Codes } from "../words/codes";
import { say, type Check } from "../words/gate";
import { language } from "../words/language";
import { saidHere, saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import type { FoundOf } from "./checks";
import { relabelledHere } from "./labels";
import { inShort, sentences } from "./reasons";

export const said = (text: string): Child => saidHere(text) ?? english(text);

/** Several of them, as a list in a sentence. */
export const saidAll = (texts: string[], between: string): Child => texts.map((text, index) => [index > 0 ? between : null, said(text)]);

/** What a check of the gate has found. */
export const checkSaid = (check: GateCheck): string | null => (language() === "en" ? null : say.check(check, saidOrEnglish(check.against ?? "")));

/** What the server's sentences say beside their English, where it says more; in their order. */
export type CodesOf = readonly (Code | null)[] | null | undefined;

/** A sentence of the server by its code; null where the page has no words for that, or speaks English. */
export function codeSaid(words: string, code: Code | null | undefined): string | null {
  if (!code || language() === "en") return null;
  const text = (name: string) => saidOrEnglish(String(code.values[name] ?? "?"));
  const worded = codes[code.name as keyof Codes];
  return worded ? worded(code.values, text) : say.check(asCheck(relabelledHere(words), code), text("against"));
}

/** The same, and the server's own words, marked as English, where the page does not know better. */
export const saidByCode = (words: string, code: Code | null | undefined): Child => codeSaid(words, code) ?? said(words);

/** A check of the gate, out of the values that its sentence carries. */
function asCheck(words: string, { name, values }: Code): Check {
  const [low, high] = [figure(values["interval_low"]), figure(values["interval_high"])];
  return {
    name, words,
    value: figure(values["value"]), low: figure(values["low"]), high: figure(values["high"]),
    ...(typeof values["found"] === "string" ? { found: values["found"] as FoundOf } : {}),
    interval: low === null || high === null ? null : [low, high],
    shown_below: figure(values["shown_below"]), shown_above: figure(values["shown_above"]),
    holds_back: values["holds_back"] === true,
  };
}

/** Why the gate has decided, or what each check has found, a sentence each. */
export function reasonsSaid(reasons: string[], checks: GateCheck[], told?: CodesOf): Child[] {
  if (language() === "en") return sentences(reasons);
  const known = new Map(checks.map((check) => [check.words, check]));
  return reasons.map((reason, place) => {
    const check = known.get(reason);
    const here = check ? checkSaid(check) : codeSaid(reason, told?.[place]) ?? saidHere(reason);
    return here === null ? english(sentences([reason])[0] ?? "") : `${here}${shared.stop}`;
  });
}

/** One line for all of them: what the first says in short, and how many more there are; null where there are none. */
export function saidInLine(reasons: string[], told?: CodesOf): Child {
  const [first, ...others] = language() === "en" ? sentences(reasons) : reasons;
  if (first === undefined) return null;
  const more = others.length > 0 ? ` (+${others.length})` : "";
  const whole = codeSaid(first, told?.[0]) ?? saidHere(first);
  // A check goes on with what was tolerated.
  const here = whole?.split(/[;；]/)[0] ?? null;
  return here === null ? english(`${inShort(sentences([first])[0] ?? "")}${more}`) : `${here}${more}`;
}
