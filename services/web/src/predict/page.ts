/** One predictor: the form on one side, the result on the other. */

import { api, explain } from "../net/api";
import { key } from "../net/key";
import { forget, keep, kept } from "../net/kept";
import { keepAsking } from "../net/poll";
import type { Predictor } from "../net/wire/predictors";
import { jobInWords } from "../status/job";
import { lastTraining, noModelYet, whyRejected, withoutModel, type Ended } from "../status/no-model";
import { predictAddress } from "../ui/addresses";
import { h, replace, type Child } from "../ui/dom";
import { icon } from "../ui/icons";
import { load } from "../ui/loading";
import { inPieces } from "../ui/pieces";
import { progressBar } from "../ui/progress";
import type { View } from "../ui/view";
import { heard } from "../words/declared";
import { count } from "../words/numbers";
import type { Piece } from "../words/pieces";
import { say } from "../words/predict";
import { say as shared } from "../words/shared";
import { predict, type Outcome } from "./asking";
import { changed, trail } from "./change";
import { follower } from "./follow";
import { predictForm, type Answers, type Complaint } from "./form";
import { receive } from "./received";
import { resultPanel } from "./result";
import { keepInView } from "./room";
import { exampleInWords, nOf } from "./wording";

export function showPredict(view: View): void {
  const { main, path, behind, signal, title } = view;
  const name = path[1] ?? "";
  // Answers that came with the address stand there no longer than this, and not in the list of the tab's pages.
  if (behind !== "") history.replaceState(history.state, "", predictAddress(name));
  title(say.title);
  const place = h("div", { class: "wrap" });
  main.append(place);
  load({
    place,
    signal,
    fill,
    explain,
    unknown: {
      heading: say.noPredictor,
      words: say.wasRemoved,
      way: ["#/", shared.seeWhatCanBe],
    },
    failed: say.notLoaded,
  });

  async function fill(): Promise<void> {
    const predictor = await api.predictor(name, signal);
    title(predictor.title);
    build(place, predictor, behind, signal);
  }
}

function build(place: HTMLElement, predictor: Predictor, link: string, signal: AbortSignal): void {
  const panel = resultPanel(predictor, signal);
  panel.empty();
  const form = predictForm(predictor, {
    submit: () => turn.now(true),
    edited() {
      remember();
      panel.whom(form.answers().whom);
      if (results.shown() === null && !wanted) return;
      if (results.shown() !== null) panel.pending();
      turn.edited();
    },
    restarted() {
      turn.stop();
      results.clear();
      wanted = false;
      panel.empty();
      replace(note);
      forget(predictor.name);
    },
  });
  const results = trail();
  const note = h("div");
  /** somebody has asked, so that a result appears as soon as there can be one */
  let wanted = false;
  const turn = follower((current, loud) => void ask(current, loud));
  signal.addEventListener("abort", turn.stop, { once: true });

  const grid = h("div", { class: "predict-grid" }, form.element, h("div", { class: "result-column" }, panel.element));
  replace(place,
    h("div", { class: "page-head" },
      h("p", { class: "crumb" }, h("a", { href: "#/" }, say.allPredictions)),
      h("h1", {}, predictor.title),
      h("p", { class: "lead" }, predictor.summary)),
    predictor.draft ? draftBanner(predictor) : null,
    audience(predictor),
    privacyNote(),
    predictor.serving ? null : learningBanner(predictor, signal),
    note,
    grid,
    panel.bar);
  keepInView(panel.element, panel.head, grid, form.element, signal);
  if (link === "") recall();
  else replace(note, receive(predictor, link, form, recall));

  function remember(): void {
    const { typed: answered, whom, example } = form.answers();
    const typed = { ...answered, ...whom };
    if (Object.values(typed).every((each) => each === "")) forget(predictor.name);
    else keep(predictor.name, { typed, example, asked: wanted });
  }

  /** Whoever comes back finds the answers, and the result where there was one. */
  function recall(): void {
    const before = kept(predictor.name);
    if (!before) return;
    wanted = before.asked;
    form.restore(before.typed, before.example);
    if (wanted) turn.now();
  }

  async function ask(current: AbortSignal, loud: boolean): Promise<void> {
    const answers = form.answers();
    form.complain(answers.wrong, loud);
    const former = results.shown();
    if (answers.wrong.length > 0) {
      if (former) panel.behind(lookAt(answers.wrong));
      else if (wanted) panel.empty();
      form.busy(false);
      return;
    }
    if (!loud && former && changed(former.inputs, answers.inputs).length === 0) return panel.again();
    wanted = true;
    remember();
    form.busy(loud);
    if (former) panel.pending();
    else panel.working();
    let outcome: Outcome;
    try {
      outcome = await predict(predictor.name, answers.inputs, (job) => {
        form.busy(false);
        results.clear();
        panel.waiting(job, loud);
      }, current);
    } catch {
      // Superseded, or the view was left.
      return;
    }
    form.busy(false);
    // Of answers that are no more: the newer ones are about to be asked about.
    if (turn.due() && results.shown()) return;
    show(outcome, answers, loud);
  }

  function show(outcome: Outcome, answers: Answers, loud: boolean): void {
    const again = () => turn.now(true);
    const former = results.shown();
    wanted = outcome.is === "answer" || outcome.is === "wrong";
    if (outcome.is === "answer") {
      const { prediction } = outcome;
      // Reasons are made of declared words.
      heard(predictor.language, ("refusals" in prediction ? prediction.refusals : prediction.thin ?? []).map(({ reason }) => reason));
      const { inputs, unknown, typed, whom, examples } = answers;
      const change = results.add({ inputs, typed, n: nOf(prediction) });
      panel.answer({
        prediction, inputs, typed, whom, unknown, change,
        example: exampleInWords(examples, predictor.fields.length),
        explain: () => api.explain(predictor.name, inputs, key(), signal).then((answer) => answer.explanation),
        compare: (records) => api.predictAll(predictor.name, records, key(), signal),
        back() {
          if (change === null) return;
          if (!change.undone) results.undo();
          form.restore(change.other);
          turn.now();
        },
      }, loud);
      if (turn.due()) panel.pending();
    } else if (outcome.is === "wrong") {
      const complaints = form.complaints(outcome.faults);
      form.complain(complaints, loud);
      if (former) panel.behind(lookAt(complaints));
      else panel.empty();
    } else if (outcome.is === "no model") {
      results.clear();
      panel.noModel(outcome.problem, again, loud);
    } else if (former) panel.behind(outcome.words, () => turn.now());
    else panel.failed(outcome.words, again, loud);
  }
}

/** "Look at Age and 2 other answers." */
function lookAt(wrong: Complaint[]): Child {
  const [first = "", ...others] = wrong.map(({ question, message }): Piece => (question ? { question: question.field.label } : message));
  return inPieces(say.lookAt(first, others.length));
}

/** Nobody has written yet whom the numbers speak for: said before anything is asked. */
function draftBanner({ name }: Predictor): HTMLElement {
  return h("p", { class: "alert alert-info draft-banner", "data-draft": name }, icon("warning"), h("span", {},
    inPieces(say.draft(key() !== null), (words) => h("a", { href: "#/operations" }, words))));
}

/** Where answers go and stay: said before anything is typed. */
function privacyNote(): HTMLElement {
  return h("p", { class: "kept-note", "data-kept": true }, icon("lock"), h("span", {}, say.privacy));
}

/** Whom the numbers are about, said before any number is. */
function audience({ population, wording }: Predictor): HTMLElement {
  const basis = population.rows === null ? "" : say.restsOn(count(population.rows), wording.people);
  return h("section", { class: "audience", "aria-label": say.whom },
    h("p", {}, inPieces(say.aboutWhom(population.who))),
    h("details", {},
      h("summary", {}, say.moreAboutData),
      h("ul", {}, h("li", {}, shared.sentences([basis, say.source(population.source)])), population.limits.map((limit) => h("li", {}, limit)))));
}

/** Says before anybody has answered that the first model is still on its way. */
function learningBanner(predictor: Predictor, signal: AbortSignal): HTMLElement {
  const bar = progressBar(say.firstTraining);
  const words = h("p", { class: "muted" });
  const learning = [
    h("p", {}, inPieces(say.stillLearning())), bar.element, words];
  const element = h("div", { class: "card learning-banner" });
  let stuck: string | null = null;
  const show = (latest: Ended) => {
    const job = latest.training;
    const now = withoutModel(latest) ? lastTraining(latest)?.id ?? "" : "";
    // Filled anew only at a change, so that a screen reader and the keyboard keep their place.
    if (now !== stuck) replace(element, now ? [h("p", {}, noModelYet(predictor.name, latest)), whyRejected(latest.rejected)] : learning);
    stuck = now;
    if (now) return;
    const text = job ? jobInWords(job) : say.waitsForFirst;
    bar.set(job?.progress ?? 0, text);
    words.textContent = text;
  };
  show(predictor);
  void keepAsking(async () => {
    const latest = await api.predictor(predictor.name, signal);
    if (latest.serving) {
      const { serving, peers, pointed_out } = latest;
      Object.assign(predictor, { serving, peers, pointed_out });
      element.remove();
      return null;
    }
    show(latest);
    return stuck ? 5000 : 1500;
  }, signal);
  return element;
}
