/** What is on the page, beside it where there is room: each part has an address of its own. */

import { h, moveTo } from "../ui/dom";
import { landAt } from "../ui/landing";
import { say } from "../words/report";

interface Part {
  id: string;
  title: string;
  element: HTMLElement;
}

const partOf = (element: HTMLElement): Part => ({
  id: element.dataset["section"] ?? "",
  title: element.querySelector("h2")?.textContent ?? "",
  element,
});

function contents(base: string, parts: Part[], signal: AbortSignal): HTMLElement {
  const links = parts.map((part) => h("a", {
    href: `${base}/${part.id}`,
    onclick: (event) => {
      const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
      if (ctrlKey || metaKey || shiftKey) return;
      // The page stays as it is: only its address and the place in it change.
      event.preventDefault();
      history.replaceState(history.state, "", `${base}/${part.id}`);
      moveTo(part.element);
    },
  }, part.title));

  let waiting = false;
  /** The last part that begins above the upper third of the window is the one being read. */
  function mark(): void {
    waiting = false;
    const line = innerHeight / 3;
    const here = Math.max(0, parts.findLastIndex(({ element }) => element.getBoundingClientRect().top <= line));
    links.forEach((link, index) => {
      if (index === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  }, { passive: true, signal });
  links[0]?.setAttribute("aria-current", "true");

  return h("nav", { class: "contents", "aria-label": say.contents }, h("ul", {}, links.map((link) => h("li", {}, link))));
}

/**
 * The parts beside what is on the page.
 *
 * @param marks data attributes of the whole
 */
export function withContents(base: string, elements: HTMLElement[], marks: Record<string, string>, signal: AbortSignal): { grid: HTMLElement; land: (part: string) => void } {
  const parts = elements.map(partOf);
  const grid = h("div", { class: "report-grid", ...marks }, contents(base, parts, signal), h("div", { class: "report-parts" }, elements));
  return {
    grid,
    /** Once it is on the page: brings the part that an address names into view. */
    land(part) {
      const wanted = parts.find(({ id }) => id === part);
      if (!wanted) return;
      // Charts are drawn in the first frame, and what lies above the part grows: nobody shall see it pass by.
      grid.style.visibility = "hidden";
      requestAnimationFrame(() => requestAnimationFrame(() => {
        grid.style.visibility = "";
        landAt(wanted.element, signal);
      }));
    },
  };
}
