/** Why a version became what it is, as the desk shows it: in the page's words where it knows what the server says. */

import { behind, inList } from "../status/reasons";
import { reasonsSaid, saidInLine, type CodesOf } from "../status/said";
import type { Child } from "../ui/dom";

export const reasonsInWords = (reasons: string[], told?: CodesOf): HTMLElement | null => inList(reasonsSaid(reasons, [], told));

/** All of them behind one line. */
export const reasonsBehind = (line: Child, reasons: string[], told?: CodesOf): HTMLElement => behind(line, reasonsSaid(reasons, [], told));

/** One line that opens: the first in short. */
export const reasonsInLine = (reasons: string[], told?: CodesOf): HTMLElement | null => (reasons.length === 0 ? null : reasonsBehind(saidInLine(reasons, told), reasons, told));
