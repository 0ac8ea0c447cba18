/** What moved a number away from that of everybody: asked for and drawn only for those who open it. */

import type { Explanation, Inputs } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { told as whatFailed } from "../status/trouble";
import { h, replace, svg, type Child } from "../ui/dom";
import { say } from "../words/answer";
import { decimal } from "../words/numbers";
import { say as shared } from "../words/shared";
import { inOneSentence, points, summed, type Sum } from "./contributions";

export interface Explain {
  /** whose number it is: what was answered, and the number that is shown */
  inputs: Inputs;
  probability: number;
  ask(): Promise<Explanation | null>;
}

/** What moved the former number is shown no longer than this once there is another one. */
const SLOW_MS = 300;

const working = (): HTMLElement => h("p", { class: "muted" }, shared.workingItOut);

export interface ExplanationView {
  element: HTMLElement;
  /** another answer, and how to ask what moved it: asked at once where somebody has it open */
  show(explain: Explain): void;
}

export function explanation(predictor: Predictor): ExplanationView {
  const body = h("div", { class: "contribution-body" });
  const element = h("details", { class: "more contributions", "data-explanation": "closed" }, h("summary", {}, say.whatMoved), body);
  let current: Explain | null = null;

  element.addEventListener("toggle", () => {
    if (!element.open || element.dataset["explanation"] !== "closed") return;
    // Read out to whoever has opened it; where it follows a change, the change itself is told.
    body.setAttribute("aria-live", "polite");
    replace(body, working());
    work(true);
  });

  function work(opened: boolean): void {
    const mine = current;
    if (!mine) return;
    element.dataset["explanation"] = "working";
    const slow = setTimeout(() => replace(body, working()), SLOW_MS);
    mine.ask().finally(() => clearTimeout(slow)).then(
      (found) => told("shown", found ? view(summed(predictor, mine.inputs, found, mine.probability)) : h("p", {}, say.nothingToExplain)),
      // Closed and opened again, it is asked again.
      (error: unknown) => told("closed", h("p", { role: "alert" }, whatFailed(error))));

    function told(state: "shown" | "closed", content: Child): void {
      if (mine !== current) return;
      element.dataset["explanation"] = state;
      replace(body, content);
      if (opened) element.scrollIntoView({ block: "nearest" });
    }
  }

  return {
    element,
    show(explain) {
      current = explain;
      if (element.open) {
        body.setAttribute("aria-live", "off");
        return work(false);
      }
      element.dataset["explanation"] = "closed";
      replace(body);
    },
  };
}

function view(sum: Sum): Child {
  const widest = Math.max(1, ...sum.rows.map(({ points: exact }) => Math.abs(exact)));
  return [
    h("p", { "data-moved": true }, inOneSentence(sum)),
    h("ul", { class: "contribution-list" },
      total(say.onAverage, sum.baseline),
      sum.rows.map(({ label, answer, points: exact, tenths }) => h("li", { "data-points": exact, "data-tenths": tenths },
        h("span", { class: "contribution-name" }, answer === "" ? label : [shared.colon(label), h("strong", {}, answer)]),
        bar(exact / widest),
        h("span", { class: "contribution-points" }, signed(tenths)))),
      total(say.together, sum.total)),
    h("p", { class: "muted" }, say.inPoints),
  ];
}

const total = (name: string, tenths: number): HTMLElement =>
  h("li", { class: "contribution-total", "data-total": tenths }, h("span", { class: "contribution-name" }, name), h("span", {}), h("span", { class: "contribution-points" }, points(tenths)));

/** A bar from the middle, to the right where the number rises. */
function bar(share: number): Child {
  const width = Math.max(0.6, Math.abs(share) * 50);
  return svg("svg", { class: "contribution-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: share < 0 ? "contribution-down" : "contribution-up", x: share < 0 ? 50 - width : 50, y: 1, width, height: 8 }),
    svg("line", { class: "contribution-middle", x1: 50, x2: 50, y1: 0, y2: 10 }));
}

function signed(tenths: number): string {
  if (tenths === 0) return "0";
  return `${tenths < 0 ? "−" : "+"}${decimal(Math.abs(tenths) / 10, 1)}`;
}
