/** Which view a hash means, and the change from one view to the next. */

import { h } from "../ui/dom";
import type { Show, View } from "../ui/view";

/** The parts of "#/predict/heart": ["predict", "heart"]. A hash that cannot be decoded is no place. */
function parts(hash: string): string[] {
  try {
    return hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return ["?"];
  }
}

export function startRouter(main: HTMLElement, routes: Record<string, Show>, changed: (place: string) => void): void {
  let leave = new AbortController();
  let first = true;

  function go(): void {
    leave.abort();
    leave = new AbortController();
    const path = parts(location.hash);
    const place = path[0] ?? "";
    main.replaceChildren();
    const view: View = {
      signal: leave.signal,
      main,
      path,
      title: (text) => {
        document.title = text === "Bellwether" ? "Bellwether – clinical risk in plain words" : `${text} – Bellwether`;
      },
    };
    changed(place);
    (routes[place] ?? notFound)(view);
    window.scrollTo(0, 0);
    // After the first page a screen reader learns of the new one by moving to its start.
    if (!first) main.focus({ preventScroll: true });
    first = false;
  }

  addEventListener("hashchange", go);
  go();
}

function notFound({ main, title }: View): void {
  title("Nothing here");
  main.append(
    h("div", { class: "wrap notice-page" },
      h("h1", {}, "Nothing here"),
      h("p", {}, "This address leads nowhere. ", h("a", { href: "#/" }, "Choose what to predict"), ".")),
  );
}
