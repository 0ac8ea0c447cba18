/** The form, built from the declaration alone, and its summary of what is wrong. */

import type { Code } from "../net/wire/codes";
import type { Fault } from "../net/wire/faults";
import type { Inputs } from "../net/wire/predictions";
import type { Predictor } from "../net/wire/predictors";
import { h, moveTo, replace, type Child } from "../ui/dom";
import { english } from "../ui/english";
import { icon } from "../ui/icons";
import { language } from "../words/language";
import { plainNumber } from "../words/numbers";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { unknownLabel, type Typed } from "./answer";
import { question, type Question } from "./field";
import { formFoot } from "./foot";
import { whomQuestion } from "./population";

export interface PredictForm {
  element: HTMLElement;
  answers(): Answers;
  /** shows what is wrong: at its field where it has one, and to whom it is told `loud` in the summary too */
  complain(complaints: Complaint[], loud: boolean): void;
  /** what the server finds wrong, in the order of the questions */
  complaints(faults: Fault[]): Complaint[];
  /** puts back what `answers` has told to be typed, and filled in as an example; other questions are left alone */
  restore(typed: Typed, example?: Typed): void;
  busy(on: boolean): void;
}

export interface Answers {
  inputs: Inputs;
  /** the labels of what is not known */
  unknown: string[];
  typed: Typed;
  /** what somebody says of being one of those studied; empty where nobody has answered, or nothing asks */
  whom: Typed;
  /** what the example has filled in, and how many of the answers are still its */
  example: Typed;
  examples: number;
  wrong: Complaint[];
}

export interface Complaint {
  question: Question | null;
  message: string;
  /** the message is the server's, and English */
  english?: boolean;
  /** numbers that may have been meant */
  instead?: number[];
  /** nothing is wrong: the question was not answered */
  open: boolean;
}

interface Handlers {
  submit(): void;
  edited(): void;
  /** nothing stands in any question any more */
  restarted(): void;
}

export function predictForm(predictor: Predictor, handlers: Handlers): PredictForm {
  const byName = new Map(predictor.fields.map((field) => [field.name, question(field, () => {
    tally();
    handlers.edited();
  })]));
  const sections = grouped(predictor, byName);
  /** in the order in which they are asked, which may not be that of the declaration */
  const questions = sections.flatMap(({ items }) => items);
  const whom = whomQuestion(predictor, () => {
    tally();
    handlers.edited();
  });
  /** with what is asked of the person and not told to the server */
  const all = whom ? [whom.question, ...questions] : questions;
  const summary = h("div", { class: "error-summary", tabindex: "-1", hidden: true });
  // The region is there from the start: an alert that arrives with its text is not always read.
  const alert = h("div", { role: "alert" }, summary);
  /** what the example has put into each question; empty while nobody has wished for it */
  let example: Typed = {};
  const isExample = (item: Question) => item.field.name in example && example[item.field.name] === item.typed();
  const foot = formFoot({
    own: () => questions.filter((item) => item.typed() !== "" && !isExample(item)).length,
    example: fillExample,
    restart,
  });

  const element = h("form", {
    class: "predict-form", novalidate: true, autocomplete: "off", "aria-label": predictor.title,
    onsubmit: (event) => {
      event.preventDefault();
      handlers.submit();
    },
  },
    alert,
    whom ? h("section", { class: "card form-section form-whom", role: "group", "aria-label": say.whom }, whom.question.element) : null,
    sections.map(({ title, items }) => h("section", { class: "card form-section", "aria-label": title || say.questions },
      title ? h("h2", {}, title) : null,
      h("div", { class: "field-grid" }, items.map((item) => item.element)))),
    foot.element);
  tally();

  function tally(): void {
    const done = all.filter((item) => ["given", "unknown"].includes(item.read().state)).length;
    foot.tally(done, all.length, all.some((item) => item.typed() !== ""));
  }

  function fillExample(): void {
    example = {};
    for (const item of questions) {
      item.fill(item.field.example);
      example[item.field.name] = item.typed();
    }
    whom?.explore();
    show([], false);
    handlers.edited();
  }

  function restart(): void {
    example = {};
    for (const item of all) item.restore("");
    show([], false);
    handlers.restarted();
    all[0]?.element.scrollIntoView({ block: "center" });
    all[0]?.focus();
  }

  function answers(): Answers {
    const found: Answers = { inputs: {}, unknown: [], typed: {}, whom: {}, example, examples: 0, wrong: [] };
    if (whom) {
      found.whom = { [whom.question.field.name]: whom.question.typed() };
      if (whom.question.read().state === "empty") found.wrong.push({ question: whom.question, message: ask(whom.question), open: true });
    }
    for (const item of questions) {
      const answer = item.read();
      found.typed[item.field.name] = item.typed();
      if (isExample(item)) found.examples += 1;
      if (answer.state === "given") found.inputs[item.field.name] = answer.value;
      else if (answer.state === "unknown") {
        found.inputs[item.field.name] = null;
        found.unknown.push(item.field.label);
      } else found.wrong.push(answer.state === "wrong" ? { ...answer, question: item, open: false } : { question: item, message: ask(item), open: true });
    }
    return found;
  }

  function show(complaints: Complaint[], loud: boolean): void {
    for (const item of all) {
      const found = complaints.find((each) => each.question === item);
      item.complain(found ? said(found) : null, found?.instead);
    }
    summary.hidden = complaints.length === 0 || !loud;
    replace(summary);
    if (summary.hidden) return;
    replace(summary,
      h("h2", {}, icon("warning"), complaints.every(({ open }) => open)
        ? say.stillOpen(complaints.length) : say.lookAgain(complaints.length)),
      h("ul", {}, complaints.map((each) => h("li", {}, each.question ? [link(each.question), shared.colon(""), said(each)] : said(each)))));
    moveTo(summary);
  }

  return {
    element,
    answers,
    complain: show,
    complaints(faults) {
      const place = ({ question: at }: Complaint) => (at ? questions.indexOf(at) : questions.length);
      return faults.map(({ pointer, detail, code }) => {
        const at = byName.get(fieldOf(pointer)) ?? null;
        const here = at && code ? byCode(at, code) : null;
        if (here !== null) return { question: at, message: here, open: false };
        return { question: at, message: at ? sentence(detail) : `${pointer} ${detail}`.trim(), english: true, open: false };
      }).sort((a, b) => place(a) - place(b));
    },
    restore(typed, filled = example) {
      example = filled;
      for (const item of all) {
        const before = typed[item.field.name];
        if (before !== undefined && before !== item.typed()) item.restore(before);
      }
    },
    busy: foot.busy,
  };
}

/** A link in the summary moves the focus itself: the hash belongs to the router. */
function link(to: Question): HTMLElement {
  return h("a", {
    href: location.hash,
    onclick: (event) => {
      event.preventDefault();
      to.element.scrollIntoView({ block: "center" });
      to.focus();
    },
  }, to.field.label);
}

const ask = (item: Question): string => {
  const numeric = item.field.type === "number" || item.field.type === "integer";
  const escape = item.field.missing.allowed ? unknownLabel(item.field) : null;
  return numeric ? say.enterNumber(escape) : say.chooseAnswer(escape);
};

/** "/inputs/BMI" -> "BMI", with the escapes of JSON Pointer (RFC 6901) undone */
const fieldOf = (pointer: string): string =>
  (/^\/inputs\/([^/]+)/.exec(pointer)?.[1] ?? "").replaceAll("~1", "/").replaceAll("~0", "~");

/** What the server finds wrong with an answer, in the language of the page; null where that is English, or the page has no words. */
function byCode(item: Question, { name, values: { low, high } }: Code): string | null {
  if (language() === "en") return null;
  if (["required", "one_of", "yes_or_no"].includes(name)) return ask(item);
  if (name !== "number_between" || typeof low !== "number" || typeof high !== "number") return null;
  return say.mustBe({ low: plainNumber(low), high: plainNumber(high), unit: item.field.unit ?? "" });
}

/** As it is shown. */
const said = ({ message, english: foreign }: Complaint): Child => (foreign ? english(message) : message);

/** What the server says of an answer, in English: "must be a number" -> "This must be a number." */
function sentence(detail: string): string {
  const text = /^(must|may|is|has|should|cannot)\b/.test(detail) ? `This ${detail}` : detail;
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

/** The declared sections; a field that no section names is asked all the same, at the end. */
function grouped(predictor: Predictor, byName: Map<string, Question>): { title: string; items: Question[] }[] {
  const left = new Map(byName);
  const groups = predictor.sections.map(({ title, fields }) => ({
    title,
    items: fields.flatMap((name) => {
      const item = left.get(name);
      left.delete(name);
      return item ? [item] : [];
    }),
  }));
  if (left.size > 0) groups.push({ title: groups.length > 0 ? say.otherQuestions : "", items: [...left.values()] });
  return groups.filter((group) => group.items.length > 0);
}
