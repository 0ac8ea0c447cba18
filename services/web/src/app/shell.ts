/** What stays on every page: skip link, header, main, footer. */

import { h } from "../ui/dom";
import { bellMark } from "../ui/icons";

export interface Shell {
  parts: HTMLElement[];
  main: HTMLElement;
  here(place: string): void;
}

export function buildShell(): Shell {
  const main = h("main", { id: "main", tabindex: "-1" });
  const links: Record<string, HTMLAnchorElement> = {
    "": h("a", { href: "/#/" }, "Predict"),
    operations: h("a", { href: "/#/operations" }, "Operations"),
  };
  const header = h("header", { class: "site-header" },
    h("div", { class: "wrap site-bar" },
      h("a", { class: "brand", href: "/#/", "aria-label": "Bellwether, home" }, bellMark(), h("span", {}, "Bellwether")),
      h("nav", { "aria-label": "Main" }, Object.values(links))));
  const footer = h("footer", { class: "site-footer" },
    h("div", { class: "wrap footer-bar" },
      h("div", {},
        h("p", { class: "footer-lead" }, "Not a diagnosis."),
        h("p", {}, "Bellwether compares answers with data about a group of people. It does not replace a doctor.")),
      h("p", { class: "footer-links" },
        h("a", { href: "/#/operations" }, "Operations"),
        h("a", { href: "/docs" }, "API"))));

  return {
    parts: [skipLink(main), header, main, footer],
    main,
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
  }, "Skip to the content");
}
