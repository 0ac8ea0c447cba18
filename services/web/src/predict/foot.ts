/** What stands beneath the questions: the result, an example, a new start, and how many are answered. */

import { freshId, h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";

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
  const submit = h("button", { type: "submit", class: "button button-primary button-large", "data-action": "predict" }, say.showResult);
  const fillIn = h("button", {
    type: "button", class: "button button-quiet", "data-action": "example",
    onclick: () => careful(fillIn, say.exampleReplaces, say.fillTheExample, example),
  }, say.fillAnExample);
  const again = h("button", {
    type: "button", class: "button button-quiet", "data-action": "restart", disabled: true,
    onclick: () => careful(again, say.startingClears, say.startAgain, restart),
  }, say.startAgain);
  const tally = h("p", { class: "tally" });
  const question = h("div", { class: "form-question" });

  /** Asks first where somebody would lose what they have typed. */
  function careful(from: HTMLButtonElement, loses: (answers: number) => string, name: string, act: () => void): void {
    const n = own();
    if (n === 0) return act();
    const words = h("p", { id: freshId("loses") }, loses(n));
    const end = (then: () => void) => () => {
      replace(question);
      then();
    };
    const stay = h("button", { type: "button", class: "button button-small", "data-action": "stay", onclick: end(() => from.focus()) }, say.leaveMyAnswers);
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
      submit.textContent = on ? shared.workingItOut : say.showResult;
    },
    tally(answered, questions, any) {
      again.disabled = !any;
      tally.textContent = answered === questions ? say.allAnswered : say.answeredOf(answered, questions);
    },
  };
}
