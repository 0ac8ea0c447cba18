/** Which view a hash means, and the change from one view to the next. */

import { h } from "../ui/dom";
import { landAtHeight } from "../ui/landing";
import type { Show, View } from "../ui/view";
import { say } from "../words/app";
import { say as shared } from "../words/shared";

/** The parts of "#/predict/heart?Age=57": ["predict", "heart"]. A hash that cannot be decoded is no place. */
function parts(hash: string): string[] {
  try {
    return hash.replace(/^#\/?/, "").replace(/\?.*$/s, "").split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return ["?"];
  }
}

/** Milliseconds without a scroll, after which the page remembers how far down somebody is. */
const RESTS = 150;

/** How far down somebody was at this entry of the browser's history; 0 where they have not been. */
function known(): number {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "top" in state && typeof state.top === "number" ? state.top : 0;
}

/** @returns what draws the view anew that is shown, where it is */
export function startRouter(main: HTMLElement, routes: Record<string, Show>, changed: (place: string) => void): () => void {
  let leave = new AbortController();

  function show(): void {
    leave.abort();
    leave = new AbortController();
    const path = parts(location.hash);
    const place = path[0] ?? "";
    main.replaceChildren();
    const view: View = {
      signal: leave.signal,
      main,
      path,
      behind: /\?.*$/s.exec(location.hash)?.[0] ?? "",
      title: (text) => {
        document.title = text === "Bellwether" ? `Bellwether – ${say.tagline}` : `${text} – Bellwether`;
      },
    };
    changed(place);
    (routes[place] ?? notFound)(view);
  }

  let rest = 0;
  addEventListener("scroll", () => {
    clearTimeout(rest);
    rest = window.setTimeout(() => history.replaceState({ top: Math.round(scrollY) }, ""), RESTS);
  }, { passive: true });

  function arrive(): void {
    clearTimeout(rest);
    // Read before the new view is drawn: it is short at first, and the browser scrolls up.
    const top = known();
    show();
    if (top > 0) landAtHeight(top, leave.signal);
    else window.scrollTo(0, 0);
  }

  addEventListener("hashchange", () => {
    arrive();
    // After the first page a screen reader learns of the new one by moving to its start.
    main.focus({ preventScroll: true });
  });
  arrive();
  return show;
}

function notFound({ main, title }: View): void {
  title(say.nothingHere);
  main.append(
    h("div", { class: "wrap notice-page" },
      h("h1", {}, say.nothingHere),
      h("p", {}, say.leadsNowhere),
      h("a", { class: "button", href: "#/" }, shared.seeWhatCanBe)),
  );
}
