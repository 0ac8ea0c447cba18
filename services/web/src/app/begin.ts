/** A page begins when its words have come. */

import { h } from "../ui/dom";
import { keepFocusInSight } from "../ui/in-sight";
import { spoken } from "../words/language";

/** Where the words do not come there are none to say so in, but these. */
const WORDLESS = {
  en: "This page could not be loaded. Load it again.",
  de: "Diese Seite konnte nicht geladen werden. Laden Sie sie neu.",
  "zh-Hans": "此页面无法加载。请重新加载。",
};

export async function begin(draw: (app: HTMLElement) => void): Promise<void> {
  const app = document.getElementById("app");
  if (!app) return;
  try {
    await spoken();
  } catch {
    app.replaceChildren(h("main", { class: "wrap notice-page", role: "alert" },
      Object.entries(WORDLESS).map(([lang, words]) => h("p", { lang }, words))));
    return;
  }
  keepFocusInSight();
  draw(app);
}
