/** Whether somebody is one of those who were studied: asked before any number, and told to nobody. */

import type { Field, Predictor } from "../net/wire/predictors";
import { h, replace } from "../ui/dom";
import { icon } from "../ui/icons";
import { inPieces } from "../ui/pieces";
import { say } from "../words/answer";
import { say as words } from "../words/predict";
import { say as shared } from "../words/shared";
import type { Typed } from "./answer";
import { question, type Question } from "./field";

/** What it is kept by beside the answers; no field can be called so. */
const NAME = "?population";

const NO = "no";
const EXPLORING = "exploring";

/** Whether somebody has said not to be one of those studied. */
export const isStranger = (whom: Typed): boolean => whom[NAME] === NO;

/** What a link hands on: the questions of the form, and this one where it is asked. */
export const handedOn = ({ population, fields }: Predictor): Field[] => (population.question ? [asField(population.question), ...fields] : fields);

export interface Whom {
  question: Question;
  /** whoever looks at the example has not said who they are */
  explore(): void;
}

/** Null where the declaration asks nobody. */
export function whomQuestion({ population }: Predictor, changed: () => void): Whom | null {
  if (!population.question) return null;
  const asked = question(asField(population.question), changed);
  return {
    question: asked,
    explore() {
      if (asked.typed() === "") asked.restore(EXPLORING);
    },
  };
}

function asField(label: string): Field {
  return {
    name: NAME, type: "category", label, unit: null, other_units: [], help: null, minimum: null, maximum: null, below: null,
    above: null, step: null, refusals: [], ordered: false, changeable: false, missing: { allowed: false, averaged: false, label: null, values: [] },
    example: null,
    choices: [{ value: "yes", label: shared.yes }, { value: NO, label: shared.no }, { value: EXPLORING, label: words.exploring }],
  };
}

/** Stays on every result of somebody who was not studied. */
export function ribbon(): { element: HTMLElement; show(whom: Typed): boolean } {
  const element = h("p", { class: "ribbon", role: "status", "data-ribbon": true, hidden: true });
  return {
    element,
    show(whom) {
      const stranger = isStranger(whom);
      element.hidden = !stranger;
      replace(element, stranger ? [icon("warning"), h("span", {}, inPieces(say.stranger()))] : null);
      return stranger;
    },
  };
}
