/** A part of a result that is asked for only once somebody opens it, and follows the answers from then on. */

import { told as whatFailed } from "../status/trouble";
import { h, replace, type Child } from "../ui/dom";
import { say as shared } from "../words/shared";

/** What is told of former answers stays no longer than this once there are newer ones. */
const SLOW_MS = 300;

export interface Opened {
  element: HTMLDetailsElement;
  /** newer answers, and how to ask about them: asked at once where somebody has it open */
  show(ask: () => Promise<Child>): void;
}

const working = (): HTMLElement => h("p", { class: "muted" }, shared.workingItOut);

/** @param mark the data attribute that says how far it is: closed, working, shown */
export function opened(mark: string, summary: string): Opened {
  const body = h("div", { class: "contribution-body" });
  const element = h("details", { class: "more contributions" }, h("summary", {}, summary), body);
  const state = (now: "closed" | "working" | "shown") => (element.dataset[mark] = now);
  let current: (() => Promise<Child>) | null = null;
  state("closed");

  element.addEventListener("toggle", () => {
    if (!element.open || element.dataset[mark] !== "closed") return;
    // Read out to whoever has opened it; where it follows a change, the change itself is told.
    body.setAttribute("aria-live", "polite");
    replace(body, working());
    work(document.activeElement);
  });

  /** @param from where somebody was who has opened it; null where it follows */
  function work(from: Element | null): void {
    const mine = current;
    if (!mine) return;
    state("working");
    const slow = setTimeout(() => replace(body, working()), SLOW_MS);
    mine().finally(() => clearTimeout(slow)).then(
      (found) => told("shown", found),
      // Closed and opened again, it is asked again.
      (error: unknown) => told("closed", h("p", { role: "alert" }, whatFailed(error))));

    function told(now: "shown" | "closed", content: Child): void {
      if (mine !== current) return;
      state(now);
      replace(body, content);
      // Whoever has gone on meanwhile is not fetched back.
      if (from !== null && from === document.activeElement) element.scrollIntoView({ block: "nearest" });
    }
  }

  return {
    element,
    show(ask) {
      current = ask;
      if (element.open) {
        body.setAttribute("aria-live", "off");
        return work(null);
      }
      state("closed");
      replace(body);
    },
  };
}
