/** What the server has written into a report, a history or a list, in the page's words where it knows what is said; else marked as the English that it is. */

import type { GateCheck } from "../net/wire/report";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { say } from "../words/gate";
import { language } from "../words/language";
import { saidHere, saidOrEnglish } from "../words/said";
import { say as shared } from "../words/shared";
import { inShort, sentences } from "./reasons";

export const said = (text: string): Child => saidHere(text) ?? english(text);

/** Several of them, as a list in a sentence. */
export const saidAll = (texts: string[], between: string): Child => texts.map((text, index) => [index > 0 ? between : null, said(text)]);

/** What a check of the gate has found. */
export const checkSaid = (check: GateCheck): string | null => (language() === "en" ? null : say.check(check, saidOrEnglish(check.against ?? "")));

/** Why the gate has decided, or what each check has found, a sentence each. */
export function reasonsSaid(reasons: string[], checks: GateCheck[]): Child[] {
  if (language() === "en") return sentences(reasons);
  const known = new Map(checks.map((check) => [check.words, check]));
  return reasons.map((reason) => {
    const check = known.get(reason);
    const here = check ? checkSaid(check) : saidHere(reason);
    return here === null ? english(sentences([reason])[0] ?? "") : `${here}${shared.stop}`;
  });
}

/** One line for all of them: what the first says in short, and how many more there are; null where there are none. */
export function saidInLine(reasons: string[]): Child {
  const [first, ...others] = language() === "en" ? sentences(reasons) : reasons;
  if (first === undefined) return null;
  const more = others.length > 0 ? ` (+${others.length})` : "";
  const here = saidHere(first);
  return here === null ? english(`${inShort(sentences([first])[0] ?? "")}${more}`) : `${here}${more}`;
}
