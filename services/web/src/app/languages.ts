/** The choice of the language, on every page. */

import { h } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/app";
import { language, LANGUAGES, speak, spoken, type Language } from "../words/language";

/** @param changed draws the page again, in the words that have come */
export function languageChoice(changed: () => void): HTMLElement {
  const select = h("select", { "aria-label": say.language, "data-language": true, onchange: () => void choose() },
    Object.entries(LANGUAGES).map(([code, name]) => h("option", { value: code, lang: code, selected: code === language() }, name)));
  return h("div", { class: "language-choice" }, icon("globe"), select);

  async function choose(): Promise<void> {
    const before = language();
    speak(select.value as Language);
    try {
      await spoken();
    } catch {
      // The words of the other language did not come: the page stays in the one that it has.
      speak(before);
      select.value = before;
      return;
    }
    changed();
    document.querySelector<HTMLSelectElement>("[data-language]")?.focus();
  }
}
