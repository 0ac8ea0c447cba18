/** What went wrong, as a person reads it: in the page's words where they know the kind, else in the server's. */

import { inServersWords, inWords } from "../net/api";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";

/** As `inWords`, with the server's own words marked as the English that they are. */
export const told = (error: unknown): Child => (inServersWords(error) ? english(inWords(error)) : inWords(error));
