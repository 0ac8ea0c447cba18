/** The model card of one version, to read, to print and to take away. */

import { api, CALLS, explain } from "../net/api";
import { reportAddress } from "../ui/addresses";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { load } from "../ui/loading";
import type { View } from "../ui/view";
import { say } from "../words/card";
import { language } from "../words/language";
import { say as shared } from "../words/shared";

export function showCard({ main, path, signal, title }: View): void {
  const [, name = "", version = ""] = path;
  title(shared.modelCard);
  const place = h("div", { class: "wrap model-card" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: { heading: say.noCard, way: ["#/operations", shared.seeVersions] },
    failed: say.notRead,
  });

  async function fill(): Promise<void> {
    // What reads Markdown comes only to those who read a card.
    const [markdown, { renderMarkdown }] = await Promise.all([api.card(name, version, signal), import("./markdown")]);
    const text = renderMarkdown(markdown);
    const heading = text.querySelector("h1")?.textContent;
    // The card is in English; a title cannot be marked as such.
    title(heading && language() === "en" ? heading : shared.modelCard);
    replace(place,
      h("div", { class: "page-head card-head no-print" },
        h("p", { class: "crumb" }, h("a", { href: reportAddress(name, version) }, shared.howGood)),
        h("p", { class: "report-links" },
          h("a", { class: "button button-small", "data-action": "download-card", href: `${CALLS}/predictors/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/card`, download: `${name}-${version}-card.md` }, icon("download"), say.download),
          h("button", { type: "button", class: "button button-small button-quiet", "data-action": "print", onclick: () => print() }, shared.print))),
      // The page needs a heading of the first rank even where the text has none.
      heading ? null : h("h1", {}, shared.modelCard),
      h("article", { class: "card card-text", "data-card": version, "aria-label": shared.modelCard, lang: "en" }, text));
  }
}
