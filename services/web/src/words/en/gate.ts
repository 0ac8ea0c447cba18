import type { Check } from "../gate";

export default {
  /**
   * What a check has found, null where the page does not know it. The server's own sentence is English.
   * @param who whom the version was measured against, in words
   */
  check: (check: Check, _who: string): string | null => check.words,
};
