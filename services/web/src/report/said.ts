/** What the server has written into a report, in the page's words where it knows what is said; else marked as the English that it is. */

import type { GateCheck } from "../net/wire/report";
import type { Child } from "../ui/dom";
import { sentences } from "../status/reasons";
import { english } from "../ui/english";
import { say } from "../words/gate";
import { language } from "../words/language";
import { saidHere, saidOrEnglish } from "../words/said";

export const said = (text: string): Child => saidHere(text) ?? english(text);

/** Several of them, as a list in a sentence. */
export const saidAll = (texts: string[], between: string): Child => texts.map((text, index) => [index > 0 ? between : null, said(text)]);

/** What a check of the gate has found. */
export const checkSaid = (check: GateCheck): string | null => (language() === "en" ? null : say.check(check, saidOrEnglish(check.against ?? "")));

/** What each of them has found, one after the other. */
export const checksSaid = (checks: GateCheck[]): Child[] =>
  (language() === "en" ? sentences(checks.map(({ words }) => words)) : checks.map((check) => checkSaid(check) ?? english(check.words)));
