/** Three quiet ways to take a result along: on paper, as text, as a link. */

import type { Predictor } from "../net/wire/predictors";
import { predictAddress } from "../ui/addresses";
import { copyText } from "../ui/clipboard";
import { freshId, h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/along";
import { say as shared } from "../words/shared";
import { asText } from "./as-text";
import { fragmentOf, type Asked } from "./link";
import { printing } from "./printed";
import { take, type Shown } from "./take-along";

export interface Along {
  element: HTMLElement;
  /** the result that is shown, or none */
  show(shown: (Shown & { whom: Record<string, string | null> }) | null): void;
}

/** @param fields what a link may hold: the questions of the form, and whom the person is */
export function along(predictor: Predictor, fields: Asked[], signal: AbortSignal): Along {
  let current: Parameters<Along["show"]>[0] = null;
  const now = () => (current ? take(predictor, current, new Date()) : null);
  printing(now, signal);

  const told = h("p", { role: "status", class: "along-told" });
  const box = h("textarea", { class: "along-box", readonly: true, rows: 4, hidden: true, "aria-label": say.textToCopy });
  const says = h("div", { id: freshId("link"), class: "along-link", hidden: true },
    h("p", {}, say.linkSays),
    h("button", { type: "button", class: "button button-small", "data-action": "copy-link", onclick: () => copy(address()) }, say.copyLink));
  const link = h("button", {
    type: "button", class: "button button-quiet button-small", "data-action": "link", "aria-expanded": "false", "aria-controls": says.id,
    onclick: () => {
      quiet();
      says.hidden = !says.hidden;
      link.setAttribute("aria-expanded", String(!says.hidden));
      if (!says.hidden) says.scrollIntoView({ block: "nearest" });
    },
  }, icon("link"), say.link);

  /** The answers stand behind the #: nothing of them is sent to the server with it. */
  const address = () => (current ? `${location.origin}${location.pathname}${predictAddress(predictor.name)}${fragmentOf(fields, {
    inputs: current.inputs, whom: current.whom, example: current.example !== null })}` : "");

  function copy(text: string): void {
    void copyText(text).then((copied) => {
      replace(told, copied ? [icon("check"), say.copied] : say.copyYourself);
      box.hidden = copied;
      box.value = copied ? "" : text;
      if (!copied) box.select();
    });
  }

  function quiet(): void {
    replace(told);
    box.value = "";
    box.hidden = true;
  }

  const element = h("section", { class: "along", "aria-label": say.takeAlong, hidden: true },
    h("div", { class: "along-ways" },
      h("button", { type: "button", class: "button button-quiet button-small", "data-action": "print", onclick: () => print() }, icon("print"), shared.print),
      h("button", {
        type: "button", class: "button button-quiet button-small", "data-action": "copy-text",
        onclick: () => {
          const taken = now();
          if (taken) copy(asText(taken));
        },
      }, icon("copy"), say.copy),
      link),
    says, told, box);
  return {
    element,
    show(shown) {
      current = shown;
      element.hidden = shown === null;
      quiet();
    },
  };
}
