/** What is said while the server cannot be asked, once and for all that stands there: of when that is, and when it is asked again. */

import { Problem } from "../net/api";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { when } from "../words/numbers";
import { say } from "../words/operations";
import { say as shared } from "../words/shared";
import { failed } from "./failure";

/** A server that has too much to do, or waits for another one: it passes by itself. */
const BUSY = [429, 503];

export interface Trouble {
  element: HTMLElement;
  /** this question was answered */
  heard(question: string): void;
  /**
   * this one was not
   *
   * @param usual seconds until it is asked again, where the server does not say
   * @returns seconds until it is asked again
   */
  missed(question: string, error: unknown, usual: number): number;
}

export function trouble(): Trouble {
  const element = h("div", { role: "status" });
  const open = new Set<string>();
  /** when everything was known last */
  let whole: string | null = null;
  return {
    element,
    heard(question) {
      open.delete(question);
      if (open.size > 0) return;
      whole = new Date().toISOString();
      if (element.hasChildNodes()) replace(element);
    },
    missed(question, error, usual) {
      open.add(question);
      const busy = error instanceof Problem && BUSY.includes(error.status);
      const seconds = (busy ? error.retryAfter : null) ?? usual;
      const told = h("p", { class: `alert ${busy ? "alert-warning" : "alert-danger"}`, "data-trouble": busy ? "busy" : "failed" }, icon("warning"), h("span", {},
        busy ? say.busy(seconds) : [failed(error), shared.gap, say.keepsAsking],
        whole === null ? null : [shared.gap, say.asOf(when(whole))]));
      // The same again is not said again.
      if (told.textContent !== element.textContent) replace(element, told);
      return seconds;
    },
  };
}
