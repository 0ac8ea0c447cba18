/** What moved a number away from that of everybody: asked for and drawn only for those who open it. */

import { inWords } from "../net/api";
import type { Explanation } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, replace, svg, type Child } from "../ui/dom";
import { ofHundred } from "../ui/format";

export type Explain = () => Promise<Explanation | null>;

/** So many fields are listed one by one; the others move it least. */
const LISTED = 8;

/** What moved the former number is shown no longer than this once there is another one. */
const SLOW_MS = 300;

const working = (): HTMLElement => h("p", { class: "muted" }, "Working it out…");

export interface ExplanationView {
  element: HTMLElement;
  /** another answer, and how to ask what moved it: asked at once where somebody has it open */
  show(explain: Explain): void;
}

export function explanation(predictor: Predictor): ExplanationView {
  const body = h("div", { class: "contribution-body" });
  const element = h("details", { class: "more contributions", "data-explanation": "closed" }, h("summary", {}, "What moved this number?"), body);
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
    mine().finally(() => clearTimeout(slow)).then(
      (found) => told("shown", found ? view(predictor, found) : h("p", {}, "There is nothing to explain.")),
      // Closed and opened again, it is asked again.
      (error: unknown) => told("closed", h("p", { role: "alert" }, inWords(error))));

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

function view(predictor: Predictor, { baseline, contributions }: Explanation): Child {
  const label = new Map(predictor.fields.map((field) => [field.name, field.label]));
  const sorted = Object.entries(contributions).sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  const rest = sorted.slice(LISTED);
  const rows = sorted.slice(0, LISTED).map(([name, points]) => ({ name: label.get(name) ?? name, points }));
  if (rest.length > 0) rows.push({ name: "Everything else", points: rest.reduce((sum, [, points]) => sum + points, 0) });
  const widest = Math.max(1, ...rows.map(({ points }) => Math.abs(points)));
  return [
    h("p", {}, `On average the model says ${ofHundred(baseline / 100)} of 100. These answers moved it, in points of 100:`),
    h("ul", { class: "contribution-list" }, rows.map(({ name, points }) => h("li", { "data-points": points },
      h("span", { class: "contribution-name" }, name),
      bar(points / widest),
      h("span", { class: "contribution-points" }, signed(points))))),
    h("p", { class: "muted" }, "It tells what the model goes by, not what causes what: changing an answer need not change the risk."),
  ];
}

/** A bar from the middle, to the right where the number rises. */
function bar(share: number): Child {
  const width = Math.max(0.6, Math.abs(share) * 50);
  return svg("svg", { class: "contribution-bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: share < 0 ? "contribution-down" : "contribution-up", x: share < 0 ? 50 - width : 50, y: 1, width, height: 8 }),
    svg("line", { class: "contribution-middle", x1: 50, x2: 50, y1: 0, y2: 10 }));
}

function signed(points: number): string {
  const text = Math.abs(points).toFixed(1);
  return Number(text) === 0 ? "0" : `${points < 0 ? "−" : "+"}${text}`;
}
