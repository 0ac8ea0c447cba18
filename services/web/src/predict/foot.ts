/** What stands beneath the questions: the result, an example, a new start, and how many are answered. */

import { freshId, h, replace } from "../ui/dom";
import { plural } from "../words/numbers";
import { icon } from "../ui/icons";

interface Wishes {
  /** how many answers a person has given, and would lose */
  own(): number;
  example(): void;
  restart(): void;
}

export interface FormFoot {
  element: HTMLElement;
  busy(on: boolean): void;
  /** how many of the questions are answered, and whether anything stands in any of them */
  tally(answered: number, questions: number, any: boolean): void;
}

export function formFoot({ own, example, restart }: Wishes): FormFoot {
  const submit = h("button", { type: "submit", class: "button button-primary button-large", "data-action": "predict" }, "Show the result");
  const fillIn = h("button", {
    type: "button", class: "button button-quiet", "data-action": "example",
    onclick: () => careful(fillIn, (n) => `The example replaces ${n}.`, "Fill in the example", example),
  }, "Fill in an example");
  const again = h("button", {
    type: "button", class: "button button-quiet", "data-action": "restart", disabled: true,
    onclick: () => careful(again, (n) => `Starting again clears ${n}.`, "Start again", restart),
  }, "Start again");
  const tally = h("p", { class: "tally" });
  const question = h("div", { class: "form-question" });

  /** Asks first where somebody would lose what they have typed. */
  function careful(from: HTMLButtonElement, loses: (answers: string) => string, name: string, act: () => void): void {
    const n = own();
    if (n === 0) return act();
    const words = h("p", { id: freshId("loses") }, loses(n === 1 ? "the answer that you have given" : `the ${plural(n, "answer", "answers")} that you have given`));
    const end = (then: () => void) => () => {
      replace(question);
      then();
    };
    const stay = h("button", { type: "button", class: "button button-small", "data-action": "stay", onclick: end(() => from.focus()) }, "Leave my answers");
    replace(question, h("div", {
      class: "alert alert-warning", role: "group", "aria-labelledby": words.id,
      onkeydown: (event) => {
        if ((event as KeyboardEvent).key === "Escape") stay.click();
      },
    }, icon("warning"), h("div", {}, words, h("div", { class: "form-question-ways" }, stay,
      h("button", { type: "button", class: "button button-small", "data-action": "replace", onclick: end(() => {
        from.focus();
        act();
      }) }, name)))));
    stay.focus();
    question.scrollIntoView({ block: "nearest" });
  }

  return {
    element: h("div", {}, question, h("div", { class: "form-foot" }, submit, fillIn, again, tally)),
    busy(on) {
      submit.disabled = on;
      submit.textContent = on ? "Working it out…" : "Show the result";
    },
    tally(answered, questions, any) {
      again.disabled = !any;
      tally.textContent = answered === questions ? "All questions answered" : `${answered} of ${questions} answered`;
    },
  };
}
