/** A page that is made of what the server tells: one moment, then the page, or what went wrong and what to do. */

import { inWords, Problem } from "./api";
import { h, replace, type Child } from "./dom";
import { sign } from "./marks";

interface Loading {
  place: HTMLElement;
  signal: AbortSignal;
  /** asks the server and fills the place; what it throws is told */
  fill: () => Promise<void>;
  /** where the server knows nothing of the kind */
  unknown: { heading: string; words?: string; way: [href: string, label: string] };
  /** where it could not be asked, or failed */
  failed: string;
}

export function load({ place, signal, fill, unknown, failed }: Loading): void {
  void attempt();

  async function attempt(): Promise<void> {
    replace(place, h("p", { class: "loading", role: "status" }, "One moment…"));
    try {
      await fill();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status === 404) {
        const [href, label] = unknown.way;
        tell(unknown.heading, unknown.words ?? inWords(error), h("a", { class: "button", href }, label));
      } else {
        tell(failed, inWords(error), h("button", { type: "button", class: "button", "data-action": "retry", onclick: () => void attempt() }, sign("refresh"), "Try again"));
      }
    }
  }

  function tell(heading: string, words: string, way: Child): void {
    replace(place, h("div", { class: "notice-page", role: "alert" }, h("h1", {}, heading), h("p", {}, words), way));
  }
}
