/** What stays on every page: skip link, header, main, footer. */

import { h } from "../ui/dom";
import { bellMark } from "../ui/icons";
import { say } from "../words/app";
import { languageChoice } from "./languages";

export interface Shell {
  parts: HTMLElement[];
  here(place: string): void;
}

/** @param redraw draws all of the page again, where its language has changed */
export function buildShell(main: HTMLElement, redraw: () => void): Shell {
  const links: Record<string, HTMLAnchorElement> = {
    "": h("a", { href: "./#/" }, say.predict),
    operations: h("a", { href: "./#/operations" }, say.operations),
  };
  const header = h("header", { class: "site-header" },
    h("div", { class: "wrap site-bar" },
      h("a", { class: "brand", href: "./#/", "aria-label": say.homeLink }, bellMark(), h("span", {}, "Bellwether")),
      h("nav", { "aria-label": say.mainNavigation }, Object.values(links)),
      languageChoice(redraw)));
  const footer = h("footer", { class: "site-footer" },
    h("div", { class: "wrap footer-bar" },
      h("div", {},
        h("p", { class: "footer-lead" }, say.footerLead),
        h("p", {}, say.footer)),
      h("p", { class: "footer-links" },
        h("a", { href: "./#/operations" }, say.operations),
        h("a", { href: "docs" }, say.api))));

  return {
    parts: [skipLink(main), header, main, footer],
    here(place) {
      for (const [name, link] of Object.entries(links)) {
        const current = name === "operations" ? ["operations", "report", "compare", "validation", "card"].includes(place) : place === "" || place === "predict";
        if (current) link.setAttribute("aria-current", place === name ? "page" : "true");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

/** The hash belongs to the router, so the link moves the focus itself. */
function skipLink(main: HTMLElement): HTMLElement {
  return h("a", {
    class: "skip-link",
    href: "#main",
    onclick: (event) => {
      event.preventDefault();
      main.focus();
    },
  }, say.skip);
}
