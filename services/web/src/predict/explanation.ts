/** What moved a number away from that of everybody: asked for and drawn only for those who open it. */

import type { Explanation, Inputs } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, svg, type Child } from "../ui/dom";
import { say } from "../words/answer";
import { decimal } from "../words/numbers";
import { say as shared } from "../words/shared";
import { inOneSentence, points, summed, type Sum } from "./contributions";
import { opened } from "./opened";

export interface Explain {
  /** whose number it is: what was answered, and the number that is shown */
  inputs: Inputs;
  probability: number;
  ask(): Promise<Explanation | null>;
}

export interface ExplanationView {
  element: HTMLElement;
  /** another answer, and how to ask what moved it: asked at once where somebody has it open */
  show(explain: Explain): void;
}

export function explanation(predictor: Predictor): ExplanationView {
  const part = opened("explanation", say.whatMoved);
  return {
    element: part.element,
    show: ({ inputs, probability, ask }) => part.show(async () => {
      const found = await ask();
      return found ? view(summed(predictor, inputs, found, probability)) : h("p", {}, say.nothingToExplain);
    }),
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
