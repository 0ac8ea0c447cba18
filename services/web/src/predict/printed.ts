/** A result as one printed page. It is on the page only while the browser prints. */

import { people } from "../charts/people";
import { h } from "../ui/dom";
import { bellMark } from "../ui/icons";
import { say } from "../words/along";
import type { Taken } from "./take-along";

/** What the rest of the page stands back for (printed.css). */
const PRINTS = "prints-result";

/** @param taken what is printed now; null where there is no result, and the page prints as it is */
export function printing(taken: () => Taken | null, signal: AbortSignal): void {
  let sheet: HTMLElement | null = null;
  const end = () => {
    sheet?.remove();
    sheet = null;
    document.documentElement.classList.remove(PRINTS);
  };
  addEventListener("beforeprint", () => {
    end();
    const now = taken();
    if (now === null) return;
    sheet = printed(now);
    document.body.append(sheet);
    document.documentElement.classList.add(PRINTS);
  }, { signal });
  addEventListener("afterprint", end, { signal });
  signal.addEventListener("abort", end, { once: true });
}

function printed(taken: Taken): HTMLElement {
  const { result: [first = "", ...others], hundred } = taken;
  return h("article", { class: "printed", "data-printed": true },
    h("header", {}, bellMark(), h("h1", {}, taken.title), h("p", {}, taken.made)),
    taken.marks.map((mark) => h("p", { class: "printed-mark" }, mark)),
    h("section", { class: "printed-result" },
      h("div", {}, h("p", { class: "printed-first" }, first), others.map((line) => h("p", {}, line))),
      hundred ? h("figure", {}, people(20, hundred).element, h("figcaption", {}, taken.keys.map((key) => h("p", {}, key)))) : null),
    h("p", { class: "printed-disclaimer" }, taken.disclaimer),
    h("section", {}, h("h2", {}, taken.answersTitle),
      h("div", { class: "printed-answers" }, taken.answers.map(({ title, rows }) => h("div", {},
        title ? h("h3", {}, title) : null,
        h("dl", {}, rows.map(([question, answer]) => [h("dt", {}, question), h("dd", {}, answer)])))))),
    h("div", { class: "printed-parts" }, taken.parts.map(({ heading, lines }) => h("section", {}, h("h2", {}, heading),
      lines.length === 1 ? h("p", {}, lines[0]) : h("ul", {}, lines.map((line) => h("li", {}, line)))))),
    taken.questions.length > 0 ? h("section", { class: "printed-questions" }, h("h2", {}, say.questions),
      h("ol", {}, taken.questions.map((question) => h("li", {}, question)))) : null,
    h("footer", {}, taken.madeBy));
}
