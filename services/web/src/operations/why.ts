/** Why a version became what it is, as the desk shows it: in the page's words where it knows what the server says. */

import { behind, inList } from "../status/reasons";
import { reasonsSaid, saidInLine } from "../status/said";
import type { Child } from "../ui/dom";

export const reasonsInWords = (reasons: string[]): HTMLElement | null => inList(reasonsSaid(reasons, []));

/** All of them behind one line. */
export const reasonsBehind = (line: Child, reasons: string[]): HTMLElement => behind(line, reasonsSaid(reasons, []));

/** One line that opens: the first in short. */
export const reasonsInLine = (reasons: string[]): HTMLElement | null => (reasons.length === 0 ? null : reasonsBehind(saidInLine(reasons), reasons));
