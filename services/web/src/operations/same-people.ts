/** What a data set asks before anything is learned from it: two buttons, and why. */

import { refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import { freshId, h, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { say } from "../words/datasets";
import { actor, count, when } from "../words/numbers";
import { say as shared } from "../words/shared";

export type Answering = (set: Dataset, samePeople: boolean, reason: string) => void;

/** The question while it is open, the answer afterwards; without one, what the look for known people came to. */
export function question(name: string, set: Dataset, answer: Answering): Child {
  if (set.answer) return answered(name, set, answer);
  if (set.status === "asked") return asked(name, set, answer, say.nothingUntil);
  if (set.again?.outcome === "cannot tell") return h("p", { class: "muted" }, say.cannotTell(count(set.again.known)));
  return null;
}

/** What it asks: so many rows look like known people, and of most it may not be known which. */
function inWords({ again, question: said }: Dataset): Child {
  if (typeof again?.again !== "number" || typeof again.told !== "number") return english(said ?? "");
  return (2 * again.told >= again.again ? say.question : say.questionOfMany)(count(again.again), count(again.rows));
}

function asked(name: string, set: Dataset, answer: Answering, until: string): HTMLElement {
  const locked = refusal("answer", name);
  const why = h("input", { id: freshId("why"), type: "text", autocomplete: "off", maxlength: 500, disabled: locked !== null });
  const error = h("p", { class: "field-error", role: "alert" });
  const give = (samePeople: boolean) => {
    const reason = why.value.trim();
    if (samePeople || reason) return answer(set, samePeople, reason);
    error.textContent = say.sayHowKnown;
    why.focus();
  };
  const button = (samePeople: boolean, words: string) => h("button", {
    type: "button", class: "button button-small", "data-action": samePeople ? "same-people" : "different-people",
    disabled: locked !== null, title: locked, onclick: () => give(samePeople),
  }, words);
  return h("div", { class: "dataset-question", "data-question": true },
    h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, inWords(set))),
    h("p", { class: "muted" }, say.whatItMeans, shared.gap, until),
    h("label", { for: why.id }, shared.reason, " ", h("span", { class: "muted" }, say.forReport)), why, error,
    h("div", { class: "dataset-actions" }, button(true, say.samePeople), button(false, say.differentPeople)));
}

function answered(name: string, set: Dataset, answer: Answering): HTMLElement {
  const said = set.answer;
  if (!said) throw new Error("nobody has answered");
  const words = h("p", { class: "muted", "data-answer": said.same_people ? "same" : "different" },
    say.answered(said.same_people, actor(said.by), when(said.at), said.reason ?? ""));
  const other = h("button", {
    type: "button", class: "button button-small button-quiet", "data-action": "change-answer", disabled: refusal("answer", name) !== null, title: refusal("answer", name),
    onclick: () => place.replaceChildren(words, asked(name, set, answer, say.earlierKeep)),
  }, say.answerOtherwise);
  const place = h("div", {}, words, other);
  return place;
}
