/** A page that is made of what the server answers: one moment, then the page, or what went wrong and what to do. */

import { say } from "../words/shared";
import { h, replace, type Child } from "./dom";
import { english } from "./english";
import { icon } from "./icons";

interface Loading {
  place: HTMLElement;
  signal: AbortSignal;
  /** asks the server and fills the place; what it throws is shown */
  fill: () => Promise<void>;
  /** what went wrong, in words, whether these are the server's, in English, and whether it is that there is no such thing */
  explain: (error: unknown) => { missing: boolean; words: string; english: boolean };
  /** where the server knows nothing of the kind */
  unknown: { heading: string; words?: string; way: [href: string, label: string] };
  /** where it could not be asked, or failed */
  failed: string;
}

export function load({ place, signal, fill, explain, unknown, failed }: Loading): void {
  void attempt();

  async function attempt(): Promise<void> {
    replace(place, h("p", { class: "loading", role: "status" }, say.oneMoment));
    try {
      await fill();
    } catch (error) {
      if (signal.aborted) return;
      const { missing, words: said, english: serverSaid } = explain(error);
      const words = serverSaid ? english(said) : said;
      if (missing) {
        const [href, label] = unknown.way;
        show(unknown.heading, unknown.words ?? words, h("a", { class: "button", href }, label));
      } else {
        show(failed, words, h("button", { type: "button", class: "button", "data-action": "retry", onclick: () => void attempt() }, icon("refresh"), say.tryAgain));
      }
    }
  }

  function show(heading: string, words: Child, way: Child): void {
    replace(place, h("div", { class: "notice-page", role: "alert" }, h("h1", {}, heading), h("p", {}, words), way));
  }
}
