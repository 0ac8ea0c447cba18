/** What a data set asks before anything is learned from it: two buttons, and why. */

import { refusal } from "../net/key";
import type { Dataset } from "../net/wire/datasets";
import { freshId, h, type Child } from "../ui/dom";
import { actor, count, when } from "../words/numbers";
import { icon } from "../ui/icons";

export type Answering = (set: Dataset, samePeople: boolean, reason: string) => void;

/** The question while it is open, the answer afterwards; without one, what the look for known people came to. */
export function question(name: string, set: Dataset, answer: Answering): Child {
  if (set.answer) return answered(name, set, answer);
  if (set.status === "asked") return asked(name, set, answer, "Nothing is learned from them until you say.");
  if (set.again?.outcome === "cannot tell") return h("p", { class: "muted" }, `Whether people of these rows are known already cannot be told: many of the ${count(set.again.known)} known ones are alike.`);
  return null;
}

function asked(name: string, set: Dataset, answer: Answering, until: string): HTMLElement {
  const locked = refusal("answer", name);
  const why = h("input", { id: freshId("why"), type: "text", autocomplete: "off", maxlength: 500, disabled: locked !== null });
  const error = h("p", { class: "field-error", role: "alert" });
  const give = (samePeople: boolean) => {
    const reason = why.value.trim();
    if (samePeople || reason) return answer(set, samePeople, reason);
    error.textContent = "Say how it is known that they are different people, for whoever reads the report.";
    why.focus();
  };
  const button = (samePeople: boolean, words: string) => h("button", {
    type: "button", class: "button button-small", "data-action": samePeople ? "same-people" : "different-people",
    disabled: locked !== null, title: locked, onclick: () => give(samePeople),
  }, words);
  return h("div", { class: "dataset-question", "data-question": true },
    h("p", { class: "alert alert-info" }, icon("info"), h("span", {}, set.question)),
    h("p", { class: "muted" }, "The same people: what measures a model is kept apart from them. Different people: these rows are learned from as they are. ", until),
    h("label", { for: why.id }, "Reason ", h("span", { class: "muted" }, "(for the report; different people need one)")), why, error,
    h("div", { class: "dataset-actions" }, button(true, "These are the same people"), button(false, "They are different people")));
}

function answered(name: string, set: Dataset, answer: Answering): HTMLElement {
  const said = set.answer;
  if (!said) throw new Error("nobody has answered");
  const words = h("p", { class: "muted", "data-answer": said.same_people ? "same" : "different" },
    said.same_people ? "The same people as known ones" : "Different people from the known ones",
    `, says ${actor(said.by)}, ${when(said.at)}${said.reason ? `: ${said.reason}` : ""}. `);
  const other = h("button", {
    type: "button", class: "button button-small button-quiet", "data-action": "change-answer", disabled: refusal("answer", name) !== null, title: refusal("answer", name),
    onclick: () => place.replaceChildren(words, asked(name, set, answer, "A training that began before keeps the earlier answer.")),
  }, "Answer otherwise");
  const place = h("div", {}, words, other);
  return place;
}
