/** Files of rows, as they are dropped and chosen. */

import { CALLS } from "../net/api";
import { h, type Child } from "../ui/dom";
import { say } from "../words/datasets";
import { say as shared } from "../words/shared";
import type { Kind } from "./drop-zone";

/** What a table is, by its name; null where the server does not take it. */
function mediaType(name: string): string | null {
  if (/\.csv$/i.test(name)) return "text/csv";
  return /\.csv\.gz$/i.test(name) ? "application/gzip" : null;
}

export const TABLE: Kind = {
  accept: ".csv,.csv.gz,.gz,text/csv,application/gzip",
  type: mediaType,
  isNone: (name) => say.notCsv(name),
  tooLarge: (name, size, limit) => say.tooLarge(name, size, limit),
};

/** What is said of a table for a predictor; @param action what its template is known by, @param then what becomes of it */
export function tableWords(name: string, action: string, then: string): (limit: string) => Child {
  return (limit) => {
    const [before, link, after] = say.columnsOf(limit);
    return [before,
      h("a", { href: `${CALLS}/predictors/${encodeURIComponent(name)}/datasets/template.csv`, download: `${name}-template.csv`, "data-action": action }, link),
      after, shared.gap, then];
  };
}
