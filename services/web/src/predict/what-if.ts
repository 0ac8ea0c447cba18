/** People who answer one question otherwise and all others alike. It is told as of other people, never as what a change would do. */

import type { Inputs, Predictions } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, type Child } from "../ui/dom";
import { inPieces } from "../ui/pieces";
import { say } from "../words/along";
import { alternatives, records, saidOf, type Alternative } from "./alternatives";
import { answerInWords } from "./contributions";
import { opened } from "./opened";
import { ofHundredPeople } from "./wording";

export interface WhatIf {
  /** whose answers are looked at */
  inputs: Inputs;
  /** some of them are the example's */
  example: boolean;
  /** what the model says of several records, in their order */
  ask(records: Inputs[]): Promise<Predictions>;
}

export interface WhatIfView {
  element: HTMLElement;
  show(now: WhatIf): void;
}

export function whatIf(predictor: Predictor): WhatIfView {
  const part = opened("whatIf", say.whatIf);
  return {
    element: part.element,
    show({ inputs, example, ask }) {
      const others = alternatives(predictor.fields, inputs);
      part.element.hidden = others.length === 0;
      part.show(async () => view(predictor, inputs, example, others, await ask(records(inputs, others))));
    },
  };
}

function view(predictor: Predictor, inputs: Inputs, example: boolean, others: Alternative[], { predictions }: Predictions): Child {
  const [mine, ...theirs] = predictions;
  if (!mine || "refusals" in mine) return h("p", {}, say.nobodyToCompare);
  // Beside a guess nothing can be said of others.
  if (mine.outside.length > 0) return h("p", {}, say.nobodyToCompare);
  const own = ofHundredPeople(mine.probability).n;
  const fields = [...new Set(others.map(({ field }) => field))];
  return [
    h("p", { class: "muted", "data-no-effect": true }, say.noEffect),
    h("dl", { class: "what-if" }, fields.map((field) => [
      h("dt", {}, say.yours(field.label, answerInWords(field, inputs[field.name] ?? null), example)),
      others.map((other, index) => {
        const answer = theirs[index];
        if (other.field !== field || !answer) return null;
        const said = saidOf(predictor, other, answer);
        const called = answerInWords(field, other.value);
        return h("dd", { "data-what-if": field.name, "data-value": String(other.value) },
          inPieces("n" in said ? say.others(called, said.n, own, example) : say.noNumber(called, said.why)));
      }),
    ])),
  ];
}
