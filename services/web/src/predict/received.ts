/** Answers that came from a link: they fill the form, and that is said over it. */

import { keep, kept } from "../net/kept";
import type { Predictor } from "../net/wire/predictors";
import { h, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/along";
import type { Typed } from "./answer";
import type { Answers, PredictForm } from "./form";
import { readFragment, type Received } from "./link";
import { handedOn } from "./population";

/**
 * Asks nothing of the server: the answers may be somebody else's, and that is for a person to see before there is a number.
 *
 * @param recall puts back what is kept for this tab, and the result where there was one
 * @returns what is told of it
 */
export function receive(predictor: Predictor, link: string, form: PredictForm, recall: () => void): HTMLElement {
  const received = readFragment(handedOn(predictor), link);
  const before = kept(predictor.name);
  if (received === null) {
    recall();
    return note("broken", [h("p", {}, h("strong", {}, say.brokenLink), " ", say.nothingFilled)]);
  }
  form.restore(received.typed, received.example);
  return note("read", told(received), before && (() => {
    form.restore(nothing(form.answers()), {});
    keep(predictor.name, before);
    recall();
  }));
}

/** Every question as it is before anybody has answered. */
const nothing = ({ typed, whom }: Answers): Typed => Object.fromEntries(Object.keys({ ...typed, ...whom }).map((name) => [name, ""]));

function told({ unreadable, ignored }: Received): Child {
  return [
    h("p", {}, h("strong", {}, say.fromLink), " ", say.lookThrough),
    unreadable.length > 0 ? h("p", {}, say.unreadable(unreadable.join(", "))) : null,
    ignored > 0 ? h("p", {}, say.ignored(ignored)) : null,
  ];
}

function note(how: "read" | "broken", lines: Child, former: (() => void) | null = null): HTMLElement {
  const element = h("div", { class: `alert ${how === "read" ? "alert-info" : "alert-warning"} received`, role: "status", "data-from-link": how },
    icon(how === "read" ? "link" : "warning"), h("div", {}, lines, former ? h("button", {
      type: "button", class: "button button-small", "data-action": "former",
      onclick: () => {
        element.remove();
        former();
      },
    }, say.former) : null));
  return element;
}
