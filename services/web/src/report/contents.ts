/** What is on the page, beside it where there is room: each part has an address of its own. */

import { h, moveTo } from "../ui/dom";

export interface Part {
  id: string;
  title: string;
  element: HTMLElement;
}

export const partOf = (element: HTMLElement): Part => ({
  id: element.dataset["section"] ?? "",
  title: element.querySelector("h2")?.textContent ?? "",
  element,
});

export function contents(base: string, parts: Part[], signal: AbortSignal): HTMLElement {
  const links = parts.map((part) => h("a", {
    href: `${base}/${part.id}`,
    onclick: (event) => {
      const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
      if (ctrlKey || metaKey || shiftKey) return;
      // The page stays as it is: only its address and the place in it change.
      event.preventDefault();
      history.replaceState(null, "", `${base}/${part.id}`);
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

  return h("nav", { class: "contents", "aria-label": "On this page" }, h("ul", {}, links.map((link) => h("li", {}, link))));
}
