/** What went wrong at the desk: an operator can act on what the server says of it, also where the page has words of its own. */

import { inServersWords, Problem } from "../net/api";
import { told } from "../status/trouble";
import type { Child } from "../ui/dom";
import { english } from "../ui/english";
import { say as shared } from "../words/shared";

/** Of a key that does not count, and of what is not there, there is no more to say. */
const PLAIN = [401, 404];

export function failed(error: unknown): Child {
  const whole: boolean = inServersWords(error);
  const more = error instanceof Problem && !whole && !PLAIN.includes(error.status) ? error.detail : "";
  return more === "" ? told(error) : [told(error), shared.gap, english(more)];
}
